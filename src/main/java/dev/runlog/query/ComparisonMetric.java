package dev.runlog.query;

import dev.runlog.model.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A metric that differs: last values (NaN and Infinity as numbers, [ComparisonValues#ABSENT]
/// where a run has none), and for each run after the first its [Change] against the first.
/// `spreads` are those of each run's siblings, null where it has none.
public record ComparisonMetric(
    String name,
    List<Object> values,
    List<@Nullable Change> changes,
    List<@Nullable ComparisonSpread> spreads) {

  /// `relative` is null where the first value is 0; `deviations` is the difference in standard
  /// deviations of `siblings` runs that differ only in their seeds, null where there are too few.
  public record Change(
      double difference, @Nullable Double relative, @Nullable Double deviations, int siblings) {}

  static List<ComparisonMetric> differing(List<ComparisonSide> sides, ComparisonSiblings siblings) {
    var rows =
        ComparisonRow.differing(
            sides.stream().map(side -> values(side.run())).toList(),
            name -> name.equals("training_time_hours") ? 1 : 0);
    var metrics = new ArrayList<ComparisonMetric>();
    for (var row : rows) {
      metrics.add(of(row, sides, siblings));
    }
    return metrics;
  }

  /// Last values of all metrics; those that are not finite stand only in the summary.
  static Map<String, Object> values(Run run) {
    var values = new LinkedHashMap<String, Object>();
    run.metricsSummary()
        .forEach(
            (name, summary) -> {
              var last = number(summary.last());
              if (last != null) {
                values.put(name, last);
              }
            });
    values.putAll(run.metrics());
    return values;
  }

  private static @Nullable Double number(@Nullable Object written) {
    if (written instanceof Number number) {
      return number.doubleValue();
    }
    return written == null
        ? null
        : switch (String.valueOf(written)) {
          case "NaN" -> Double.NaN;
          case "Infinity" -> Double.POSITIVE_INFINITY;
          case "-Infinity" -> Double.NEGATIVE_INFINITY;
          default -> null;
        };
  }

  private static ComparisonMetric of(
      ComparisonRow row, List<ComparisonSide> sides, ComparisonSiblings siblings) {
    var values = new ArrayList<Object>();
    row.values().forEach(value -> values.add(value == null ? ComparisonValues.ABSENT : value));
    var groups = siblings.groups().stream().map(group -> finite(row.key(), group)).toList();
    var spreads = new ArrayList<@Nullable ComparisonSpread>();
    groups.forEach(group -> spreads.add(group.size() < 2 ? null : ComparisonSpread.of(group)));
    var changes = new ArrayList<@Nullable Change>();
    for (int i = 1; i < sides.size(); i++) {
      boolean oneGroup = siblings.groups().get(0).stream().anyMatch(isRun(sides.get(i)));
      changes.add(change(values.getFirst(), values.get(i), groups.get(0), groups.get(i), oneGroup));
    }
    return new ComparisonMetric(row.key(), values, changes, spreads);
  }

  private static java.util.function.Predicate<Run> isRun(ComparisonSide side) {
    return run -> run.runId().equals(side.run().runId());
  }

  private static List<Double> finite(String name, List<Run> group) {
    var values = new ArrayList<Double>();
    for (var run : group) {
      var value = run.metrics().get(name);
      if (value != null && Double.isFinite(value)) {
        values.add(value);
      }
    }
    return values;
  }

  private static @Nullable Change change(
      Object before, Object after, List<Double> own, List<Double> others, boolean oneGroup) {
    if (!(before instanceof Double a && after instanceof Double b)
        || !Double.isFinite(a)
        || !Double.isFinite(b)) {
      return null;
    }
    int enough = oneGroup ? 3 : 2;
    var groups = oneGroup ? List.of(own) : List.of(own, others);
    var spreads =
        groups.stream().filter(g -> g.size() >= enough).map(ComparisonSpread::of).toList();
    double sd = ComparisonSpread.pooled(spreads);
    int count = spreads.stream().mapToInt(ComparisonSpread::n).sum();
    double difference = b - a;
    return new Change(
        difference,
        a == 0 ? null : (Double) (difference / Math.abs(a)),
        spreads.isEmpty() ? null : (Double) (Math.abs(difference) / sd),
        count);
  }
}
