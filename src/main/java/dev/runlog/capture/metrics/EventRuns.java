package dev.runlog.capture.metrics;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The event files of a run, read as they grow. A folder of event files is one series of each of
/// its tags.
///
/// A metric is named by its tag. Where two folders write the same tag, or the folder is named for
/// a split (`train`, `validation`), the folder's path below their common parent goes before it.
final class EventRuns {
  static final Set<String> SPLIT_FOLDERS =
      Set.of("train", "validation", "val", "test", "eval", "training", "evaluation", "valid");

  /// One point under its metric's name.
  record Point(String name, double value, long step, double time) {}

  /// What one reading of all files gave.
  record Batch(List<Point> points, Map<String, Object> parameters) {}

  private record Found(Path folder, String tag, double value, long step, double time) {}

  private final Instant started;
  private final Map<Path, EventFile> files = new TreeMap<>();
  private final Map<Path, Map<String, String>> plugins = new HashMap<>();
  private final Map<Path, Long> reached = new HashMap<>();
  private final Map<Path, Map<String, String>> names = new HashMap<>();
  private final Map<String, Path> owners = new HashMap<>();
  private final Map<Path, String> unreadable = new LinkedHashMap<>();
  private boolean wentBack;

  EventRuns(Instant started) {
    this.started = started;
  }

  /// Reads what is new in these files and in those of earlier calls.
  Batch read(Set<Path> paths) {
    paths.forEach(path -> files.computeIfAbsent(path, EventFile::new));
    var found = new ArrayList<Found>();
    var parameters = new LinkedHashMap<String, Object>();
    files.forEach((path, file) -> read(path, file, found, parameters));
    return new Batch(named(found), parameters);
  }

  private void read(Path path, EventFile file, List<Found> found, Map<String, Object> parameters) {
    var folder = Objects.requireNonNull(path.getParent(), "a file found in a folder");
    var plugin = plugins.computeIfAbsent(folder, key -> new HashMap<>());
    boolean old = isOld(path.getFileName().toString());
    try {
      file.read(
          data -> {
            var event = Event.read(data, plugin);
            if (old && event.time() < started.toEpochMilli() / 1e3) {
              return;
            }
            if (event.restart()) {
              restart(folder, event.step(), found);
            }
            parameters.putAll(event.parameters());
            for (var scalar : event.scalars()) {
              found.add(
                  new Found(folder, scalar.tag(), scalar.value(), event.step(), event.time()));
            }
          });
      unreadable.remove(path);
    } catch (IOException e) {
      unreadable.put(path, String.valueOf(e.getMessage()));
    }
  }

  /// Whether the file's name says that it was begun before the run.
  private boolean isOld(String name) {
    int at = name.indexOf("tfevents.") + "tfevents.".length();
    int end = at;
    while (Numeral.digit(name, end) && end - at < 12) {
      end++;
    }
    return end > at && Long.parseLong(name, at, end, 10) < started.getEpochSecond() - 1;
  }

  /// The program went back to `step`: what came after it in this folder counts no longer.
  private void restart(Path folder, long step, List<Found> found) {
    found.removeIf(point -> point.folder.equals(folder) && point.step >= step);
    var last = reached.get(folder);
    wentBack |= last != null && last >= step;
  }

  private List<Point> named(List<Found> found) {
    var foldersOfTags = new HashMap<String, Set<Path>>();
    for (var point : found) {
      foldersOfTags.computeIfAbsent(point.tag, key -> new TreeSet<>()).add(point.folder);
    }
    var points = new ArrayList<Point>(found.size());
    for (var point : found) {
      var ofFolder = names.computeIfAbsent(point.folder, key -> new HashMap<>());
      var name = ofFolder.get(point.tag);
      if (name == null) {
        boolean alone = foldersOfTags.getOrDefault(point.tag, Set.of()).size() < 2;
        name = name(point.folder, point.tag, alone);
        ofFolder.put(point.tag, name);
        owners.putIfAbsent(name, point.folder);
      }
      reached.merge(point.folder, point.step, Math::max);
      points.add(new Point(name, point.value, point.step, point.time));
    }
    return points;
  }

  private String name(Path folder, String tag, boolean alone) {
    var last = folder.getFileName() == null ? "" : folder.getFileName().toString();
    if (SPLIT_FOLDERS.contains(last)) {
      var own = tag.startsWith(last + "/") ? tag : last + "/" + tag;
      if (folder.equals(owners.getOrDefault(own, folder))) {
        return own;
      }
    } else if (alone && folder.equals(owners.getOrDefault(tag, folder))) {
      return tag;
    }
    var parent = commonParent();
    var below = parent == null ? folder.toString() : parent.relativize(folder).toString();
    return below.isEmpty() ? tag : below + "/" + tag;
  }

  private @Nullable Path commonParent() {
    Path common = null;
    for (var file : files.keySet()) {
      var folder = file.getParent();
      while (common != null && folder != null && !folder.startsWith(common)) {
        common = common.getParent();
      }
      common = common == null ? folder : common;
    }
    return common;
  }

  /// What could not be read, a sentence each; `shown` turns a file into what the user calls it.
  List<String> gaps(java.util.function.Function<Path, String> shown) {
    var gaps = new ArrayList<String>();
    files.forEach(
        (path, file) -> {
          var name = shown.apply(path);
          if (file.corrupt() > 0) {
            gaps.add(file.corrupt() + " records of " + name + " had a wrong checksum");
          }
          if (file.lost()) {
            gaps.add(name + " is no event file, or damaged, from byte " + file.position() + " on");
          } else if (file.torn() > 0) {
            gaps.add("the last " + file.torn() + " bytes of " + name + " are no whole record");
          }
        });
    unreadable.forEach((path, why) -> gaps.add(shown.apply(path) + " could not be read: " + why));
    if (wentBack) {
      gaps.add("the program went back to an earlier step; points from before it did are kept");
    }
    return gaps;
  }
}
