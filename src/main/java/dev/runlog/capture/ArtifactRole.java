package dev.runlog.capture;

import java.util.Locale;
import java.util.Set;

/// What a produced file is, by its name alone; the rules are in `docs/reference/artifacts.md`.
final class ArtifactRole {
  private static final Set<String> TABLES =
      Set.of("csv", "tsv", "json", "jsonl", "txt", "npy", "npz", "parquet", "feather", "arrow");
  private static final Set<String> WEIGHTS =
      Set.of(
          "pt",
          "pth",
          "ckpt",
          "safetensors",
          "h5",
          "hdf5",
          "keras",
          "onnx",
          "pkl",
          "pickle",
          "joblib",
          "bin",
          "model",
          "tflite",
          "pb",
          "gguf",
          "ubj",
          "cbm",
          "msgpack",
          "weights");
  private static final Set<String> PICTURES = Set.of("png", "svg", "pdf", "eps");
  private static final Set<String> PHOTOS = Set.of("jpg", "jpeg", "gif", "webp", "html");

  private ArtifactRole() {}

  /// One of metrics, predictions, plots, logs, model, other, for a path with `/` between names.
  static String of(String path) {
    var lower = path.toLowerCase(Locale.ROOT);
    var name = lower.substring(lower.lastIndexOf('/') + 1);
    var suffix = name.substring(name.lastIndexOf('.') + 1);
    boolean table = TABLES.contains(suffix);
    if (table && isMetrics(name)) {
      return "metrics";
    }
    if (table && (name.contains("pred") || name.startsWith("submission"))) {
      return "predictions";
    }
    if (PICTURES.contains(suffix) || (PHOTOS.contains(suffix) && isPlot(lower))) {
      return "plots";
    }
    if (isLog(lower, name, suffix)) {
      return "logs";
    }
    if (isState(name)) {
      return "other";
    }
    boolean named = name.startsWith("model") && Set.of("json", "txt", "npz").contains(suffix);
    return named || WEIGHTS.contains(suffix) ? "model" : "other";
  }

  private static boolean isMetrics(String name) {
    return name.contains("metrics")
        || name.contains("results")
        || name.contains("scores")
        || name.startsWith("history")
        || name.startsWith("progress.")
        || name.equals("trainer_state.json");
  }

  private static boolean isPlot(String path) {
    return path.contains("plot")
        || path.contains("fig")
        || path.contains("chart")
        || path.contains("curve");
  }

  private static boolean isLog(String path, String name, String suffix) {
    return Set.of("log", "out", "err").contains(suffix)
        || name.contains("tfevents")
        || (suffix.equals("txt") && ("/" + path).contains("/log"));
  }

  /// What a trainer keeps beside the weights in order to go on later.
  private static boolean isState(String name) {
    return name.startsWith("optimizer")
        || name.startsWith("scheduler")
        || name.startsWith("rng_state")
        || name.startsWith("scaler")
        || name.equals("training_args.bin");
  }
}
