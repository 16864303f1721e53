package dev.runlog.record;

import dev.runlog.model.MetricPoint;
import dev.runlog.model.Observation.Metric;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells the points of several programs of a run apart: behind the source of all but the first
/// that reports a metric stands the program's id, `stdout:4711`.
final class Reporters {
  private final Set<String> later = new HashSet<>();
  private @Nullable String first;

  /// The point as it is to be kept.
  MetricPoint told(Metric metric) {
    var point = metric.point();
    var program = metric.program();
    if (program.isEmpty() || isFirst(program)) {
      return point;
    }
    return new MetricPoint(
        point.name(), point.value(), point.step(), point.time(), point.source() + ":" + program);
  }

  private boolean isFirst(String program) {
    if (first == null && !later.contains(program)) {
      first = program;
    }
    return program.equals(first);
  }

  /// Takes from points that were written before which programs were not the first.
  void written(List<MetricPoint> points) {
    for (var point : points) {
      var program = program(point.source());
      if (!program.isEmpty()) {
        later.add(program);
      }
    }
  }

  /// The id of the first program that reported a metric, null where none is known.
  @Nullable String first() {
    return first;
  }

  /// The way by which a point came, without the program.
  static String way(String source) {
    int colon = source.startsWith("file:") ? -1 : source.indexOf(':');
    return colon < 0 ? source : source.substring(0, colon);
  }

  /// The program that stands behind a source, or "".
  static String program(String source) {
    return source.substring(Math.min(source.length(), way(source).length() + 1));
  }
}
