package dev.runlog.record;

import static java.util.Objects.requireNonNull;

import dev.runlog.model.MetricPoint;
import dev.runlog.model.MetricSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Folds metric points into `metrics` and `metrics_summary`. Where a metric comes by several
/// ways, the most trusted way speaks: files with a schema before the program's own words before
/// printed lines.
final class MetricLedger {
  private static final List<String> TRUST = List.of("tensorboard", "file:", "python", "stdout");
  private static final List<String> DOWN =
      List.of(
          "loss",
          "error",
          "err",
          "perplexity",
          "ppl",
          "rmse",
          "mse",
          "mae",
          "nll",
          "bpc",
          "wer",
          "cer",
          "fid");
  private static final List<String> UP =
      List.of(
          "acc",
          "f1",
          "auc",
          "bleu",
          "rouge",
          "precision",
          "recall",
          "map",
          "iou",
          "dice",
          "r2",
          "score",
          "reward");

  private final Map<String, Map<String, Series>> byName = new LinkedHashMap<>();

  synchronized void add(MetricPoint point) {
    byName
        .computeIfAbsent(point.name(), name -> new LinkedHashMap<>())
        .computeIfAbsent(point.source(), source -> new Series(point))
        .add(point);
  }

  /// The last value of each metric; values that are not finite are only in the summary.
  synchronized Map<String, Double> last() {
    var last = new LinkedHashMap<String, Double>();
    byName.forEach(
        (name, ways) -> {
          double value = trusted(ways).last;
          if (Double.isFinite(value)) {
            last.put(name, value);
          }
        });
    return last;
  }

  synchronized Map<String, MetricSummary> summaries() {
    var summaries = new LinkedHashMap<String, MetricSummary>();
    byName.forEach((name, ways) -> summaries.put(name, trusted(ways).summary(direction(name))));
    return summaries;
  }

  private static Series trusted(Map<String, Series> ways) {
    Series best = null;
    for (var way : ways.values()) {
      if (best == null || trust(way.source) < trust(best.source)) {
        best = way;
      }
    }
    return requireNonNull(best);
  }

  private static int trust(String source) {
    for (int i = 0; i < TRUST.size(); i++) {
      if (source.startsWith(TRUST.get(i))) {
        return i;
      }
    }
    return TRUST.size();
  }

  /// -1 where less is better, 1 where more is better, 0 where that is not known.
  static int direction(String name) {
    var words = new ArrayList<>(List.of(name.toLowerCase(Locale.ROOT).split("[^a-z0-9]+")));
    if (words.stream().anyMatch(word -> DOWN.stream().anyMatch(word::endsWith))) {
      return -1;
    }
    return words.stream().anyMatch(word -> UP.stream().anyMatch(word::startsWith)) ? 1 : 0;
  }

  private static final class Series {
    private final String source;
    private final double first;
    private long count;
    private double last;
    private @Nullable MetricPoint least;
    private @Nullable MetricPoint greatest;

    Series(MetricPoint point) {
      source = point.source();
      first = point.value();
    }

    void add(MetricPoint point) {
      count++;
      last = point.value();
      if (!Double.isFinite(point.value())) {
        return;
      }
      if (least == null || point.value() < least.value()) {
        least = point;
      }
      if (greatest == null || point.value() > greatest.value()) {
        greatest = point;
      }
    }

    MetricSummary summary(int direction) {
      var best = direction == 0 ? null : direction < 0 ? least : greatest;
      return new MetricSummary(
          count,
          first,
          last,
          least == null ? null : (Double) least.value(),
          greatest == null ? null : (Double) greatest.value(),
          best == null ? null : best.step(),
          source);
    }
  }
}
