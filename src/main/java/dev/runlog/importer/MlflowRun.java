package dev.runlog.importer;

import dev.runlog.json.Json;
import dev.runlog.json.Nested;
import dev.runlog.model.Data;
import dev.runlog.model.Observation;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What MLflow's fields, tags and parameters mean here, wherever they are kept.
final class MlflowRun {
  private static final String WHY = "mlflow";
  // doubles stand for infinity in its databases
  private static final double INFINITE = 1.7976931348623157e308;

  private MlflowRun() {}

  /// Times in milliseconds since the epoch; `status` a word, or a number as in its files.
  static void run(
      Found found,
      @Nullable String name,
      @Nullable String status,
      @Nullable Long start,
      @Nullable Long end,
      @Nullable String user,
      @Nullable String experiment,
      @Nullable String artifacts) {
    found.fact("name", name, WHY);
    found.fact("timestamp.start", instant(start), WHY);
    found.fact("timestamp.end", instant(end), WHY);
    found.fact("command.user", user, WHY);
    found.fact("imported_from.experiment", experiment, WHY);
    found.fact("imported_from.status", status, WHY);
    found.fact("imported_from.name", name, WHY);
    if (artifacts != null && !artifacts.isEmpty()) {
      found.artifact("mlflow", artifacts);
    }
    switch (status == null ? "" : status) {
      case "FINISHED", "3" -> found.fact("status", "finished", WHY);
      case "FAILED", "4" -> found.fact("status", "failed", WHY);
      case "KILLED", "5" -> found.fact("status", "killed", WHY);
      default -> {} // running and scheduled are no end
    }
  }

  private static @Nullable Instant instant(@Nullable Long ms) {
    return ms == null || ms <= 0 ? null : Instant.ofEpochMilli(ms);
  }

  /// Parameters are texts: what reads as a number, true, false or None is one.
  static void parameter(Found found, String key, String text) {
    found.configuration(Map.of(key, Texts.value(text)), WHY);
  }

  static void metric(Found found, String key, double value, @Nullable Long step, long ms) {
    double real = Math.abs(value) == INFINITE ? Math.copySign(1 / 0.0, value) : value;
    found.metric(key, real, step, ms / 1e3, WHY);
  }

  static void tags(Found found, Map<String, String> tags) {
    var own = new LinkedHashMap<String, Object>();
    tags.forEach(
        (key, value) -> {
          switch (key) {
            case "mlflow.runName" -> found.fact("name", value, WHY);
            case "mlflow.user" -> found.fact("command.user", value, WHY);
            case "mlflow.source.name" -> found.fact("imported_from.source", value, WHY);
            case "mlflow.source.git.commit", "git.commit" -> found.fact("git.commit", value, WHY);
            case "mlflow.source.git.branch", "git.branch" -> found.fact("git.branch", value, WHY);
            case "mlflow.source.git.repoURL" -> found.fact("git.remote", value, WHY);
            case "git.dirty" -> found.fact("git.dirty", Boolean.valueOf(value), WHY);
            case "mlflow.parentRunId" -> found.fact("group", value, WHY);
            case "mlflow.note.content" -> found.fact("hypothesis", value, WHY);
            default -> {
              if (!key.startsWith("mlflow.")) {
                own.put(key, value);
              }
            }
          }
        });
    if (!own.isEmpty()) {
      found.fact("imported_from.tags", own, WHY);
      found.fact("tags", own.keySet().stream().filter(key -> isBare(own.get(key))).toList(), WHY);
    }
  }

  /// A tag that is only set, as people use it for a label.
  private static boolean isBare(@Nullable Object value) {
    return "".equals(value) || "true".equalsIgnoreCase(String.valueOf(value));
  }

  static void dataset(Found found, String name, @Nullable String digest, @Nullable String source) {
    found.accept(
        new Observation.DataSet(
            new Data(
                name,
                uri(source, name),
                null,
                Map.of(),
                null,
                null,
                null,
                null,
                WHY,
                false,
                List.of(),
                List.of(),
                digest == null ? null : "mlflow:" + digest,
                null)));
  }

  private static String uri(@Nullable String source, String name) {
    try {
      var tree = source == null ? Map.<String, Object>of() : Json.readObject(source);
      for (var key : List.of("uri", "url", "path")) {
        if (Nested.get(new LinkedHashMap<>(tree), key) instanceof String uri) {
          return uri;
        }
      }
    } catch (IOException e) {
      return source == null ? name : source;
    }
    return name;
  }
}
