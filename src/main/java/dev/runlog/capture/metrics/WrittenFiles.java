package dev.runlog.capture.metrics;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
    long deadline = System.nanoTime() + millis * 1_000_000;
    var walk = new Walk(deadline);
    for (var folder : folders) {
      Files.walkFileTree(
          folder, EnumSet.noneOf(java.nio.file.FileVisitOption.class), MAX_DEPTH, walk);
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

  private final class Walk extends SimpleFileVisitor<Path> {
    private final long deadline;
    private final Set<Path> seen = new HashSet<>();
    private int entries;
    private boolean stopped;

    Walk(long deadline) {
      this.deadline = deadline;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      var name = folder.getFileName() == null ? "" : folder.getFileName().toString();
      boolean hidden = name.startsWith(".") && name.length() > 1 && !name.equals("..");
      boolean skipped =
          hidden
              || otherRun.test(folder)
              || NOT_SEARCHED.contains(name)
              || Files.exists(folder.resolve("pyvenv.cfg"))
              || !seen.add(folder);
      return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      var name = file.getFileName().toString();
      if (wanted.test(name)
          && attributes.isRegularFile()
          && isNew(attributes)
          && !isForeign(name)) {
        found.add(file.toRealPath());
      }
      stopped = ++entries > MAX_ENTRIES || System.nanoTime() > deadline;
      return stopped ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
