package dev.runlog.capture.metrics;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/// Finds files of some names that processes of the run write: those that are open, and those under
/// given folders that changed since the start. Stays within a number of entries and a time.
final class WrittenFiles {
  private static final Set<String> NOT_SEARCHED =
      Set.of("node_modules", "__pycache__", "site-packages", "venv", "env", "conda", "target");
  private static final int MAX_DEPTH = 8;
  private static final int MAX_ENTRIES = 50_000;

  private final Span span;
  private final Predicate<String> wanted;
  private final LongPredicate foreign;
  private final Predicate<Path> otherRun;
  private final Set<Path> found = new LinkedHashSet<>();
  private boolean incomplete;

  /// When the run began, and for a run that ended long ago, when it did at the latest.
  record Span(Instant start, Instant end) {
    boolean holds(Instant changed) {
      return !changed.isBefore(start.minusSeconds(1)) && !changed.isAfter(end);
    }
  }

  /// `wanted` says of a file name whether a search looks for it, `foreign` of a process that it
  /// lives and is none of the run's, `otherRun` of a folder that another run wrote it.
  WrittenFiles(
      Span span, Predicate<String> wanted, LongPredicate foreign, Predicate<Path> otherRun) {
    this.span = span;
    this.wanted = wanted;
    this.otherRun = otherRun;
    this.foreign = foreign;
  }

  Set<Path> found() {
    return found;
  }

  /// Whether a search was given up before its end.
  boolean incomplete() {
    return incomplete;
  }

  /// Whether a file is one of TensorBoard's.
  static boolean isEvents(String path) {
    return path.contains("tfevents");
  }

  /// Adds a file that a process of the run used, if it was written since the start; whether it
  /// was.
  boolean used(Path file) {
    try {
      if (Files.isRegularFile(file)
          && isNew(Files.readAttributes(file, BasicFileAttributes.class))) {
        found.add(file.toRealPath());
        return true;
      }
      return false;
    } catch (IOException e) {
      return false; // gone again: nothing to read
    }
  }

  /// Adds the event files that a process has open.
  void open(long pid) {
    var folder = Path.of("/proc/" + pid + "/fd");
    try (var links = Files.newDirectoryStream(folder)) {
      for (var link : links) {
        var target = Files.readSymbolicLink(link);
        if (target.isAbsolute() && wanted.test(String.valueOf(target.getFileName()))) {
          used(target);
        }
      }
    } catch (IOException e) {
      // the process has ended, or is another user's
    }
  }

  /// Searches folders; what takes longer than `millis` is left out.
  void search(Collection<Path> folders, long millis) throws IOException {
    var walk = new Walk(System.nanoTime() + millis * 1_000_000);
    for (var folder : folders) {
      walk.into(folder, MAX_DEPTH);
    }
    incomplete |= walk.stopped;
  }

  private boolean isNew(BasicFileAttributes attributes) {
    return span.holds(attributes.lastModifiedTime().toInstant());
  }

  /// `events.out.tfevents.<seconds>.<host>.<pid>.<n>`: whether another program writes it.
  private boolean isForeign(String name) {
    if (!isEvents(name)) {
      return false;
    }
    var parts = name.split("\\.", -1);
    for (int i = parts.length - 1; i > 3; i--) {
      if (parts[i].length() < 10 && parts[i - 1].chars().allMatch(Character::isDigit)) {
        return parts[i - 1].length() < 10 && foreign.test(Long.parseLong("0" + parts[i - 1]));
      }
    }
    return false;
  }

  /// Not Java's own walk, which opens every folder before it asks whether to: a project has
  /// thousands of run folders.
  private final class Walk {
    private final long deadline;
    private final Set<Path> seen = new HashSet<>();
    private int entries;
    private boolean stopped;

    Walk(long deadline) {
      this.deadline = deadline;
    }

    void into(Path folder, int depth) throws IOException {
      if (!seen.add(folder) || Files.exists(folder.resolve("pyvenv.cfg"))) {
        return;
      }
      try (var children = Files.newDirectoryStream(folder)) {
        for (var child : children) {
          if (otherRun.test(child)) {
            continue;
          }
          stopped |= ++entries > MAX_ENTRIES || System.nanoTime() > deadline;
          if (stopped) {
            return;
          }
          visit(child, depth);
        }
      } catch (DirectoryIteratorException | AccessDeniedException | NoSuchFileException e) {
        // what cannot be listed, or is gone again, cannot be searched
      }
    }

    private void visit(Path child, int depth) throws IOException {
      BasicFileAttributes facts;
      try {
        facts = Files.readAttributes(child, BasicFileAttributes.class, NOFOLLOW_LINKS);
      } catch (IOException e) {
        return; // it is gone again
      }
      var name = child.getFileName().toString();
      if (facts.isDirectory()) {
        if (depth > 0 && !name.startsWith(".") && !NOT_SEARCHED.contains(name)) {
          into(child, depth - 1);
        }
      } else if (facts.isRegularFile() && isNew(facts) && wanted.test(name) && !isForeign(name)) {
        found.add(child.toRealPath());
      }
    }
  }
}
