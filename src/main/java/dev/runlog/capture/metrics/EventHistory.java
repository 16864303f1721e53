package dev.runlog.capture.metrics;

import dev.runlog.model.MetricPoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// All that the TensorBoard event files of a finished run hold, in the order of the files;
/// `gaps` says what could not be read, a sentence each.
public record EventHistory(
    List<MetricPoint> points, Map<String, Object> parameters, List<String> gaps) {

  /// Reads these files as those of one run; `shown` turns a file into what the user calls it.
  public static EventHistory of(Set<Path> files, Function<Path, String> shown) {
    var runs = new EventRuns(Instant.EPOCH);
    var batch = runs.read(files);
    var points = new ArrayList<MetricPoint>(batch.points().size());
    for (var point : batch.points()) {
      points.add(
          new MetricPoint(point.name(), point.value(), point.step(), point.time(), "tensorboard"));
    }
    return new EventHistory(points, batch.parameters(), runs.gaps(shown));
  }

  /// Whether a folder is named for a part of the data, and so belongs to the run above it.
  public static boolean isSplit(String folder) {
    return EventRuns.SPLIT_FOLDERS.contains(folder);
  }
}
