package dev.runlog.sync;

import dev.runlog.json.Canonical;
import dev.runlog.json.Json;
import dev.runlog.json.Nested;
import dev.runlog.json.Yaml;
import dev.runlog.model.MetricPoint;
import dev.runlog.model.Run;
import dev.runlog.model.Status;
import dev.runlog.store.MetricsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A run as it is told to a tracker: read from its folder, in which everything is masked already.
public record Outgoing(Path folder, Run run, Path project) {
  /// The files of a record that a copy of it has.
  public static final List<String> OWN_FILES =
      List.of(
          "run.json",
          "run.md",
          "changes.patch",
          "config_resolved.yaml",
          "requirements_freeze.txt",
          "data_manifest.txt",
          "artifacts_manifest.txt",
          "train.log",
          "metrics.jsonl");

  /// What tells this run from all others, also from one of the same id in another project.
  public String key() {
    return Canonical.key(run);
  }

  public String fingerprint() {
    return fingerprint(folder);
  }

  /// Changes whenever there may be something new to send.
  public static String fingerprint(Path folder) {
    var text = new StringBuilder();
    for (var name : List.of("run.json", "run.md", "metrics.jsonl", "tags")) {
      var file = folder.resolve(name).toFile();
      text.append(file.length()).append(' ').append(file.lastModified()).append('\n');
    }
    return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }

  /// Milliseconds since the epoch.
  public long started() {
    return millis(run.timestamp().start());
  }

  /// The same; null while it is running.
  public @Nullable Long ended() {
    var end = run.timestamp().end();
    return end == null ? null : (Long) millis(end);
  }

  private static long millis(String time) {
    return OffsetDateTime.parse(time).toInstant().toEpochMilli();
  }

  public boolean isRunning() {
    return run.status() == Status.RUNNING;
  }

  /// All parameters under dotted keys, also those that were too many for run.json.
  public Map<String, @Nullable Object> parameters() {
    return Nested.flat(config());
  }

  /// All parameters, nested.
  public Map<String, @Nullable Object> config() {
    var whole = folder.resolve("config_resolved.yaml");
    if (run.config().truncated() != null && Files.exists(whole)) {
      try {
        return Yaml.read(Files.readString(whole));
      } catch (IOException e) {
        return run.config().resolved(); // the most of it that can be read
      }
    }
    return run.config().resolved();
  }

  /// A value as one line: text as it is, everything else as JSON.
  public static String text(@Nullable Object value) {
    return value instanceof String text ? text : Json.line(value);
  }

  /// Every point of each metric in the order of metrics.jsonl, each with a step. Where a metric
  /// came by several ways, the points of the one that run.json speaks of.
  public void points(Consumer<MetricPoint> to) throws IOException {
    var counts = new LinkedHashMap<String, Long>();
    MetricsFile.read(
        folder.resolve("metrics.jsonl"),
        point -> {
          var summary = run.metricsSummary().get(point.name());
          if (summary != null && summary.source().equals(point.source())) {
            long count = counts.merge(point.name(), 1L, Long::sum) - 1;
            to.accept(point.step() != null ? point : withStep(point, count));
          }
        });
  }

  private static MetricPoint withStep(MetricPoint point, long step) {
    return new MetricPoint(point.name(), point.value(), step, point.time(), point.source());
  }

  /// Values that have no points, such as the time that the run took.
  public Map<String, Double> lone() {
    var lone = new LinkedHashMap<>(run.metrics());
    lone.keySet().removeAll(run.metricsSummary().keySet());
    return lone;
  }

  public String note() {
    try {
      return Files.readString(folder.resolve("run.md"));
    } catch (IOException e) {
      return "";
    }
  }

  /// The files of the record that are there.
  public List<Path> ownFiles() {
    var files = new ArrayList<Path>();
    for (var name : OWN_FILES) {
      var file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        files.add(file);
      }
    }
    return files;
  }

  /// The files that the run made, up to a limit in bytes for all; smaller ones come first. Says
  /// for each that is not among them why.
  public Artifacts artifacts(long limit) {
    return Artifacts.of(this, limit);
  }
}
