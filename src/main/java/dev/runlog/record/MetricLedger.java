package dev.runlog.record;

import static java.util.Objects.requireNonNull;

import dev.runlog.model.Direction;
import dev.runlog.model.MetricPoint;
import dev.runlog.model.MetricSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Folds metric points into `metrics` and `metrics_summary`. Where a metric comes by several
/// ways, the most trusted way speaks: files with a schema before what libraries were told before
/// printed lines. Names that are spelled alike and came by different ways are one metric where
/// they ended with the same number. Of several programs that report one the last speaks.
final class MetricLedger {
  private static final List<String> TRUST =
      List.of(
          "runlog",
          "tensorboard",
          "file:",
          "wandb",
          "mlflow",
          "comet",
          "clearml",
          "aim",
          "trackio",
          "dvclive",
          "sacred",
          "accelerate",
          "lightning",
          "transformers",
          "keras",
          "xgboost",
          "lightgbm",
          "optuna",
          "sklearn",
          "python");

  private final Map<String, Map<String, MetricSeries>> byName = new LinkedHashMap<>();
  private final Map<String, List<String>> bySpelling = new LinkedHashMap<>();

  synchronized void add(MetricPoint point) {
    ways(point.name())
        .computeIfAbsent(point.source(), source -> new MetricSeries(point))
        .add(point);
  }

  private Map<String, MetricSeries> ways(String name) {
    var ways = byName.get(name);
    if (ways == null) {
      ways = new LinkedHashMap<>();
      byName.put(name, ways);
      bySpelling.computeIfAbsent(Spelling.of(name), key -> new ArrayList<>()).add(name);
    }
    return ways;
  }

  /// What one program reported: the points whose sources [Reporters#told] gave its id; null for
  /// those without one.
  synchronized MetricLedger of(@Nullable String program) {
    var own = new MetricLedger();
    byName.forEach(
        (name, ways) ->
            ways.forEach(
                (source, series) -> {
                  if (Reporters.program(source).equals(program == null ? "" : program)) {
                    own.ways(name).put(source, series);
                  }
                }));
    return own;
  }

  /// The last value of each metric; values that are not finite are only in the summary.
  synchronized Map<String, Double> last() {
    var last = new LinkedHashMap<String, Double>();
    metrics()
        .forEach(
            (name, series) -> {
              if (Double.isFinite(series.last())) {
                last.put(name, series.last());
              }
            });
    return last;
  }

  synchronized Map<String, MetricSummary> summaries() {
    var summaries = new LinkedHashMap<String, MetricSummary>();
    metrics().forEach((name, series) -> summaries.put(name, series.summary(Direction.of(name))));
    return summaries;
  }

  /// Each metric once, under the name that the most trusted way has for it.
  private Map<String, MetricSeries> metrics() {
    var folded = new HashSet<String>();
    bySpelling.values().forEach(names -> fold(names, folded));
    foldComputed(folded);
    var metrics = new LinkedHashMap<String, MetricSeries>();
    byName.forEach(
        (name, ways) -> {
          if (!folded.contains(name)) {
            metrics.put(name, trusted(ways));
          }
        });
    return metrics;
  }

  /// Adds to `folded` which of these names say the same as a more trusted one.
  private void fold(List<String> names, Set<String> folded) {
    if (names.size() < 2) {
      return;
    }
    var kept = new ArrayList<MetricSeries>();
    var byTrust = new ArrayList<>(names);
    byTrust.sort(Comparator.comparingInt(name -> trust(series(name).source())));
    for (var name : byTrust) {
      var own = series(name);
      boolean said = kept.stream().anyMatch(one -> !one.way().equals(own.way()) && one.agrees(own));
      if (said) {
        folded.add(name);
      } else {
        kept.add(own);
      }
    }
  }

  /// What scikit-learn computed and the program then reported, to the last digit, under a name of
  /// its own, is the program's; under two names where it was computed twice, as for train and test.
  private void foldComputed(Set<String> folded) {
    for (var name : byName.keySet()) {
      var own = series(name);
      if (own.way().equals("sklearn") && !folded.contains(name) && reported(own, folded)) {
        folded.add(name);
      }
    }
  }

  private boolean reported(MetricSeries own, Set<String> folded) {
    var others =
        byName.keySet().stream()
            .filter(name -> !folded.contains(name))
            .map(this::series)
            .filter(one -> !one.way().equals(own.way()))
            .toList();
    return others.stream().anyMatch(one -> one.repeats(own))
        || (others.stream().anyMatch(own::endsAs) && others.stream().anyMatch(own::beginsAs));
  }

  private MetricSeries series(String name) {
    return trusted(requireNonNull(byName.get(name)));
  }

  private static MetricSeries trusted(Map<String, MetricSeries> ways) {
    MetricSeries best = null;
    for (var way : ways.values()) {
      best = best == null || isBetter(way, best) ? way : best;
    }
    return requireNonNull(best);
  }

  /// More trusted, or of equal ones the one with more points; of two programs the later one.
  private static boolean isBetter(MetricSeries way, MetricSeries best) {
    if (way.way().equals(best.way())) {
      return way.lastTime() >= best.lastTime();
    }
    int order = Integer.compare(trust(way.source()), trust(best.source()));
    return order < 0 || (order == 0 && way.count() > best.count());
  }

  private static int trust(String source) {
    for (int i = 0; i < TRUST.size(); i++) {
      if (source.startsWith(TRUST.get(i))) {
        return i;
      }
    }
    return TRUST.size() + (source.startsWith("stdout") ? 1 : 0);
  }
}
