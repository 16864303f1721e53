package dev.runlog.capture.git;

import static java.util.Objects.requireNonNull;

import dev.runlog.data.Stat;
import dev.runlog.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sorts what Git names as changed by what can be done with it: what is to be stored, what is
/// gone, what is a repository of its own, and what is left out, from a look at the files' sizes
/// and names alone.
final class Sorting {
  /// A large file with a small change makes a small patch, so more is read than may be stored.
  private static final int READ_PER_STORED = 4;

  private final String top;
  private final Plan.Settings settings;

  /// Paths to store, each as it was before the launch, in Git's order.
  private final Map<Change, Stat> stored = new LinkedHashMap<>();

  private final Map<String, Stat> seen = new HashMap<>();

  final List<String> gone = new ArrayList<>();
  final List<Change> repositories = new ArrayList<>();
  final List<LeftOver> leftOut = new ArrayList<>();

  Sorting(String top, Plan.Settings settings) {
    this.top = top;
    this.settings = settings;
  }

  /// The changes by path: what left the index but not the disk is one change, not two.
  static Map<String, Change> byPath(List<Change> changes) {
    var byPath = new LinkedHashMap<String, Change>();
    for (var change : changes) {
      byPath.merge(change.path(), change, (old, again) -> old.untrackedAgain());
    }
    return byPath;
  }

  void add(Change change) {
    if (change.isRepository()) {
      repositories.add(change);
      if (change.isInCommit() && !change.headMode().equals(Change.GITLINK)) {
        gone.add(change.path());
      }
    } else if (change.untracked() || change.isInWorkTree()) {
      file(change);
    } else {
      gone.add(change.path());
    }
  }

  private void file(Change change) {
    var file = file(change.path());
    try {
      var attributes = LeftOver.attributes(file);
      var why = why(change, attributes);
      if (why == null && attributes.isRegularFile() && !Files.isReadable(file)) {
        leftOut.add(new LeftOver(change.path(), null, attributes.size(), null, null, "unreadable"));
      } else if (why == null) {
        var stat = Stat.of(file);
        stored.put(change, stat);
        seen.put(change.path(), stat);
      } else {
        leftOut.add(LeftOver.file(change.path(), file, why));
      }
    } catch (NoSuchFileException e) {
      gone.add(change.path());
    } catch (IOException e) {
      leftOut.add(LeftOver.nothing(change.path(), "unreadable: " + e.getMessage()));
    }
  }

  private @Nullable String why(Change change, BasicFileAttributes attributes) {
    if (attributes.isSymbolicLink()) {
      return null;
    }
    if (!attributes.isRegularFile()) {
      return "not a file";
    }
    if (Secrets.isName(change.path())) {
      return "named like a file that holds secrets";
    }
    if (change.untracked() && attributes.size() > settings.untrackedLimit()) {
      return "untracked and over " + settings.untrackedLimit() + " bytes";
    }
    return attributes.size() > settings.patchLimit()
        ? "over the patch's limit of " + settings.patchLimit() + " bytes"
        : null;
  }

  /// The changes to store; when there is too much to read, the smallest files.
  List<Change> stored() {
    long total = 0;
    for (var stat : stored.values()) {
      total += stat.bytes();
    }
    long most = settings.patchLimit() * READ_PER_STORED;
    if (total > most) {
      var bySize = new ArrayList<>(stored.entrySet());
      bySize.sort((a, b) -> Long.compare(b.getValue().bytes(), a.getValue().bytes()));
      for (var entry : bySize) {
        if (total > most) {
          total -= entry.getValue().bytes();
          stored.remove(entry.getKey());
          leaveOut(entry.getKey().path(), "all changed files together are over " + most + " bytes");
        }
      }
    }
    return new ArrayList<>(stored.keySet());
  }

  void leaveOut(String path, String why) {
    var left = LeftOver.file(path, file(path), why);
    var before = seen.get(path);
    leftOut.add(before == null ? left : left.as(before));
  }

  /// How long a file was before the launch.
  long bytes(Change change) {
    return requireNonNull(stored.get(change)).bytes();
  }

  /// Whether a file is still what it was before the launch.
  boolean isUnchanged(Change change) {
    try {
      return Stat.of(file(change.path())).equals(stored.get(change));
    } catch (IOException e) {
      return false;
    }
  }

  private Path file(String path) {
    return Name.file(top + "/" + path);
  }

  /// Paths that keep the commit's state though they changed, and what therefore has no room: a
  /// file cannot be stored where a folder stays, nor the other way round.
  static Map<String, String> withoutRoom(
      Iterable<String> kept, Map<String, Change> changes, Map<String, Trees.Entry> entries) {
    var crowded = new HashMap<String, String>();
    for (var path : kept) {
      var change = changes.get(path);
      if (change == null || !change.isInCommit()) {
        continue;
      }
      for (var other : entries.entrySet()) {
        var added = other.getKey();
        boolean clash = added.startsWith(path + "/") || path.startsWith(added + "/");
        if (clash && !other.getValue().isAbsent()) {
          crowded.put(
              added, "it stands in the place of " + Name.shown(path) + ", which is left out");
        }
      }
    }
    return crowded;
  }
}
