package dev.runlog.capture;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Regular files whose content or name changed since a moment, found by looking at every file
/// under some folders, within limits. Links are not followed.
final class ChangedFiles {
  private static final int TYPE = 0170000;
  private static final int FOLDER = 0040000;
  private static final int REGULAR = 0100000;
  private static final Set<String> PASSED_BY =
      Set.of(
          ".git",
          ".hg",
          ".svn",
          ".venv",
          "venv",
          "site-packages",
          "dist-packages",
          "node_modules",
          "__pycache__",
          ".cache",
          ".mypy_cache",
          ".pytest_cache",
          ".ruff_cache",
          ".tox",
          ".nox",
          ".eggs",
          ".ipynb_checkpoints",
          ".idea",
          ".vscode",
          ".gradle",
          ".m2",
          ".npm",
          ".conda");
  private static final List<String> PASSING = List.of("~", ".pyc", ".pyo", ".swp", ".swx", ".lock");

  private final FileTime since;
  private final Predicate<Path> wanted;
  private final long deadline;
  private final int most;
  private final int mostFound;
  private final Set<Path> found = new LinkedHashSet<>();
  private final List<String> unreadable = new ArrayList<>();
  private int entries;
  private int more;
  private boolean cut;

  /// `wanted` decides on folders and files by their paths; at most `most` entries are looked at,
  /// in at most `limit`, and at most `mostFound` are kept.
  ChangedFiles(FileTime since, Predicate<Path> wanted, int most, Duration limit, int mostFound) {
    this.since = since;
    this.wanted = wanted;
    this.most = most;
    this.mostFound = mostFound;
    this.deadline = System.nanoTime() + limit.toNanos();
  }

  /// The real paths of the files that changed.
  Set<Path> found() {
    return found;
  }

  /// How many more changed than were kept.
  int more() {
    return more;
  }

  /// Folders that could not be listed.
  List<String> unreadable() {
    return unreadable;
  }

  /// Whether a limit ended the search before everything was looked at.
  boolean cut() {
    return cut;
  }

  /// Looks at all that lies under a folder, given by its real path.
  void under(Path root) {
    var folders = new ArrayDeque<Path>();
    folders.push(root);
    while (!folders.isEmpty() && !cut) {
      var folder = folders.pop();
      try (var children = Files.newDirectoryStream(folder)) {
        for (var child : children) {
          if (++entries > most || System.nanoTime() > deadline) {
            cut = true;
            return;
          }
          if (isFolder(child)) {
            folders.push(child);
          }
        }
      } catch (IOException | DirectoryIteratorException e) {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
          unreadable.add(folder.toString());
        }
      }
    }
  }

  /// Whether this is a folder to go into; a file that changed is taken on the way.
  private boolean isFolder(Path path) {
    if (isPassing(path.getFileName()) || !wanted.test(path)) {
      return false;
    }
    try {
      return look(path) == FOLDER && !isEnvironment(path);
    } catch (IOException e) {
      return false;
    }
  }

  /// Looks at one file that a process was seen to write, given by its real path; `name` is the
  /// part of it that decides whether it counts.
  void seen(Path file, Path name) {
    for (var part : name) {
      if (isPassing(part)) {
        return;
      }
    }
    try {
      look(file);
    } catch (IOException e) {
      return; // it is gone again
    }
  }

  /// The kernel's own time of change counts: every write sets it, and so does what leaves an old
  /// date on a file, such as a copy or a move.
  private int look(Path path) throws IOException {
    var facts = Files.readAttributes(path, "unix:mode,ctime", LinkOption.NOFOLLOW_LINKS);
    if (!(facts.get("mode") instanceof Integer mode
        && facts.get("ctime") instanceof FileTime changed)) {
      throw new IOException("no times for " + path);
    }
    int type = mode & TYPE;
    if (type == REGULAR && changed.compareTo(since) >= 0) {
      if (found.size() < mostFound) {
        found.add(path);
      } else {
        more++;
      }
    }
    return type;
  }

  private static boolean isPassing(Path name) {
    var text = name.toString();
    for (var end : PASSING) {
      if (text.endsWith(end)) {
        return true;
      }
    }
    return PASSED_BY.contains(text) || text.startsWith(".nfs") || isTrackersOwn(text);
  }

  /// The folder that wandb keeps a run in, such as `offline-run-20240102_101112-x7`: logs and
  /// copies of its own.
  private static boolean isTrackersOwn(String name) {
    int date = name.startsWith("offline-run-") ? 12 : name.startsWith("run-") ? 4 : name.length();
    return name.length() > date + 16
        && name.charAt(date + 8) == '_'
        && name.charAt(date + 15) == '-';
  }

  /// A virtual or conda environment, whatever its name.
  private static boolean isEnvironment(Path folder) {
    return Files.exists(folder.resolve("pyvenv.cfg"))
        || Files.exists(folder.resolve("conda-meta"))
        || Files.exists(folder.resolve("CACHEDIR.TAG"));
  }
}
