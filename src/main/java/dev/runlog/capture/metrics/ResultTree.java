package dev.runlog.capture.metrics;

import dev.runlog.capture.metrics.Lexicon.Kind;
import dev.runlog.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A JSON file of results, read as a whole when the run is over: a Trainer's state, Sacred's
/// metrics, a history of lists, a list of rows, or numbers by name, nested or not.
final class ResultTree {
  /// A larger file is not read.
  static final long MAX_BYTES = 4 << 20;

  private static final int MAX_POINTS = 100_000;
  private static final Set<String> NOT_RESULTS =
      Set.of(
          "config",
          "configs",
          "args",
          "params",
          "parameters",
          "best_params",
          "hyperparameters",
          "hparams",
          "settings",
          "options",
          "versions",
          "git_hash",
          "environment",
          "model_config",
          "training_args",
          "generation_kwargs");
  private static final Set<String> WRAPPERS = Set.of("results", "metrics", "scores");

  private ResultTree() {}

  /// The rows of a file; `telling`: its name says that results are in it. Throws where it is too
  /// large or no JSON.
  static List<ResultRow> read(Path file, boolean telling) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("it is larger than " + (MAX_BYTES >> 20) + " MiB");
    }
    var tree = Json.readLenient(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    if (tree instanceof List<?> list) {
      return ResultRow.of(list);
    }
    return tree instanceof Map<?, ?> map ? object(map, telling) : List.of();
  }

  private static List<ResultRow> object(Map<?, ?> map, boolean telling) {
    if (map.get("log_history") instanceof List<?> history) {
      return ResultRow.of(history);
    }
    var sacred = sacred(map);
    if (!sacred.isEmpty()) {
      return sacred;
    }
    if (!telling) {
      return List.of();
    }
    var history = history(map);
    if (!history.isEmpty()) {
      return history;
    }
    var metrics = numbers(map);
    return metrics.isEmpty() ? List.of() : List.of(new ResultRow(null, metrics));
  }

  /// `{"loss": {"values": [..], "steps": [..], "timestamps": [..]}}`.
  private static List<ResultRow> sacred(Map<?, ?> map) {
    var rows = new ArrayList<ResultRow>();
    for (var entry : map.entrySet()) {
      if (entry.getValue() instanceof Map<?, ?> series
          && series.get("values") instanceof List<?> values
          && series.get("steps") instanceof List<?> steps
          && values.size() == steps.size()) {
        for (int i = 0; i < values.size() && rows.size() < MAX_POINTS; i++) {
          var value = Cell.number(values.get(i));
          if (value != null && steps.get(i) instanceof Number step) {
            var name = String.valueOf(entry.getKey());
            rows.add(new ResultRow(step.longValue(), Map.of(name, value)));
          }
        }
      }
    }
    return rows;
  }

  /// `{"epoch": [..], "loss": [..]}`, or without a counter but with `loss` and `val_loss` alike.
  private static List<ResultRow> history(Map<?, ?> map) {
    var series = new LinkedHashMap<String, List<?>>();
    List<?> steps = null;
    for (var entry : map.entrySet()) {
      var key = String.valueOf(entry.getKey());
      if (!(entry.getValue() instanceof List<?> list) || list.isEmpty() || !isNumbers(list)) {
        continue;
      }
      if (ResultRow.isCounter(key)) {
        steps = list;
      } else if (switch (ResultRow.kind(key)) {
        case METRIC, WEAK, SCHEDULE -> true;
        case SETTING, COST, SPLIT, UNKNOWN -> false;
      }) {
        series.put(key, list);
      }
    }
    boolean losses = series.keySet().stream().anyMatch(key -> key.contains("loss"));
    return steps == null && !losses ? List.of() : rows(series, steps);
  }

  private static boolean isNumbers(List<?> list) {
    return list.size() <= MAX_POINTS && list.stream().allMatch(item -> Cell.number(item) != null);
  }

  private static List<ResultRow> rows(Map<String, List<?>> series, @Nullable List<?> steps) {
    var rows = new ArrayList<ResultRow>();
    series.forEach(
        (key, list) -> {
          var counted = steps != null && steps.size() == list.size() ? steps : null;
          for (int i = 0; i < list.size() && rows.size() < MAX_POINTS; i++) {
            var value = Cell.number(list.get(i));
            var step = counted != null ? Cell.number(counted.get(i)) : (Double) (i + 1.0);
            if (value != null && step != null) {
              rows.add(new ResultRow(step.longValue(), Map.of(key, value)));
            }
          }
        });
    return rows;
  }

  /// Numbers whose names are metrics, and beside such ones those that say nothing.
  private static Map<String, Double> numbers(Map<?, ?> map) {
    var flat = Cell.flat(without(unwrapped(map), 0));
    boolean telling = flat.entrySet().stream().anyMatch(e -> isMetric(e.getKey(), e.getValue()));
    var metrics = new LinkedHashMap<String, Double>();
    flat.forEach(
        (key, value) -> {
          var number = Cell.number(value);
          boolean beside = telling && ResultRow.kind(key) == Kind.UNKNOWN && !Cell.isWhole(value);
          if (number != null && !ResultRow.isCounter(key) && (isMetric(key, value) || beside)) {
            metrics.put(key, number);
          }
        });
    return metrics;
  }

  private static boolean isMetric(String key, @Nullable Object value) {
    var kind = ResultRow.kind(key);
    return (kind == Kind.METRIC || kind == Kind.WEAK) && Cell.number(value) != null;
  }

  private static Map<?, ?> unwrapped(Map<?, ?> map) {
    for (var name : WRAPPERS) {
      if (map.get(name) instanceof Map<?, ?> inner) {
        return inner;
      }
    }
    return map;
  }

  /// Without what configures the run.
  private static Map<?, ?> without(Map<?, ?> map, int depth) {
    var left = new LinkedHashMap<Object, @Nullable Object>();
    map.forEach(
        (key, value) -> {
          if (!NOT_RESULTS.contains(String.valueOf(key).toLowerCase(java.util.Locale.ROOT))) {
            left.put(
                key,
                value instanceof Map<?, ?> inner && depth < 20 ? without(inner, depth + 1) : value);
          }
        });
    return left;
  }
}
