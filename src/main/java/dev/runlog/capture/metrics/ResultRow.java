package dev.runlog.capture.metrics;

import dev.runlog.capture.metrics.Lexicon.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One row of a file of results: its step, and the metrics by name.
///
/// A row counts only with a step, an epoch or the like, in a file with at least one value whose
/// name is that of a metric, and with nothing that a row of data or predictions has (an id, a
// label, a long text).
record ResultRow(@Nullable Long step, Map<String, Double> metrics) {
  private static final int MAX_TEXT = 64;
  private static final int MAX_METRICS = 1_000;

  /// The names of counters, the one that tells most first.
  private static final List<String> COUNTERS =
      List.of(
          "total_timesteps",
          "global_step",
          "num_timesteps",
          "_step",
          "step",
          "steps",
          "iteration",
          "iterations",
          "iter",
          "itr",
          "num_updates",
          "n_updates",
          "update",
          "timestep",
          "timesteps",
          "epoch",
          "epochs",
          "ep",
          "episode",
          "episodes",
          "round",
          "generation",
          "gen",
          "trial",
          "fold",
          "batch",
          "minibatch");

  private static final Set<String> OF_DATA =
      Set.of(
          "id",
          "image",
          "image_id",
          "img",
          "file",
          "filename",
          "file_name",
          "path",
          "text",
          "sentence",
          "prompt",
          "question",
          "answer",
          "response",
          "completion",
          "input",
          "output",
          "label",
          "labels",
          "target",
          "targets",
          "y",
          "y_true",
          "y_pred",
          "pred",
          "preds",
          "prediction",
          "predictions",
          "predicted",
          "actual",
          "truth",
          "ground_truth",
          "gt",
          "prob",
          "probs",
          "probability",
          "class",
          "category",
          "user",
          "user_id",
          "item",
          "item_id");

  static boolean isCounter(String key) {
    return COUNTERS.contains(last(key));
  }

  static boolean isOfData(String key) {
    return OF_DATA.contains(key.toLowerCase(Locale.ROOT));
  }

  private static String last(String key) {
    return key.substring(key.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  /// The row with these values (numbers, or texts), or null where it is not one of results;
  /// `known`: that its file holds results has been seen.
  static @Nullable ResultRow of(Map<String, ? extends @Nullable Object> cells, boolean known) {
    int best = COUNTERS.size();
    Long step = null;
    boolean telling = known;
    var metrics = new LinkedHashMap<String, Double>();
    for (var cell : cells.entrySet()) {
      var key = cell.getKey();
      if (isOfData(key) || (cell.getValue() instanceof String text && text.length() > MAX_TEXT)) {
        return null;
      }
      var value = Cell.number(cell.getValue());
      if (value == null || key.isEmpty()) {
        continue;
      }
      int counter = COUNTERS.indexOf(last(key));
      if (counter >= 0) {
        if (counter < best && value == Math.rint(value)) {
          best = counter;
          step = value.longValue();
        }
        continue;
      }
      var kind = kind(key);
      telling |= isMetric(kind);
      if (counts(kind, cell.getValue()) && metrics.size() < MAX_METRICS) {
        metrics.put(key, value);
      }
    }
    return step != null && telling ? new ResultRow(step, metrics) : null;
  }

  static boolean isMetric(Kind kind) {
    return kind == Kind.METRIC || kind == Kind.WEAK;
  }

  static Kind kind(String key) {
    return key.startsWith("_") ? Kind.SETTING : Lexicon.kind(Lexicon.split(key));
  }

  /// What the program thought worth a column is a metric, but for costs, settings and counts.
  private static boolean counts(Kind kind, @Nullable Object value) {
    return switch (kind) {
      case METRIC, WEAK, SCHEDULE -> true;
      case UNKNOWN, SPLIT -> !Cell.isWhole(value);
      case SETTING, COST -> false;
    };
  }

  /// The rows in a list of objects.
  static List<ResultRow> of(List<?> rows) {
    var read = new ArrayList<ResultRow>();
    for (var row : rows) {
      var one = row instanceof Map<?, ?> map ? of(Cell.flat(map), !read.isEmpty()) : null;
      if (one != null) {
        read.add(one);
      }
    }
    return read;
  }
}
