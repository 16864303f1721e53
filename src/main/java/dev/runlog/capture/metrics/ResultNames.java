package dev.runlog.capture.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a file's name says about whether results are in it.
final class ResultNames {
  /// By how a file is read.
  enum Format {
    TABLE,
    LINES,
    TREE,
    OTHER
  }

  private static final Set<String> TELLING =
      Set.of(
          "metric",
          "metrics",
          "result",
          "results",
          "score",
          "scores",
          "history",
          "progress",
          "scalars",
          "loss",
          "losses",
          "log",
          "logs",
          "eval",
          "evaluation",
          "performance",
          "accuracy");
  private static final Set<String> TELLING_TOGETHER =
      Set.of("trainer_state.json", "summary.csv", "wandb-summary.json", "summary.json");
  private static final Set<String> SOMETHING_ELSE =
      Set.of(
          "config",
          "configs",
          "configuration",
          "args",
          "arguments",
          "param",
          "params",
          "parameters",
          "hparams",
          "hyperparameters",
          "options",
          "settings",
          "pred",
          "preds",
          "prediction",
          "predictions",
          "submission",
          "label",
          "labels",
          "feature",
          "features",
          "embedding",
          "embeddings",
          "data",
          "dataset",
          "vocab",
          "tokenizer",
          "package",
          "manifest",
          "index",
          "confusion",
          "importance",
          "importances",
          "schema",
          "annotations",
          "requirements",
          "cv");

  private ResultNames() {}

  static Format format(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
      case "csv", "tsv" -> Format.TABLE;
      case "jsonl", "ndjson" -> Format.LINES;
      case "json" -> Format.TREE;
      default -> Format.OTHER;
    };
  }

  /// Whether a file that a process of the run wrote may hold results.
  static boolean possible(String name) {
    return format(name) != Format.OTHER && words(name).stream().noneMatch(SOMETHING_ELSE::contains);
  }

  /// Whether the name alone says that results are in it.
  static boolean telling(String name) {
    return possible(name)
        && (TELLING_TOGETHER.contains(name) || words(name).stream().anyMatch(TELLING::contains));
  }

  /// The words of a name without its ending and without numbers behind them.
  private static List<String> words(String name) {
    int dot = name.lastIndexOf('.');
    var words = Lexicon.split(dot < 0 ? name : name.substring(0, dot));
    words.replaceAll(Lexicon::stem);
    return words;
  }
}
