package dev.runlog.importer;

import dev.runlog.json.Nested;
import dev.runlog.model.MetricPoint;
import dev.runlog.model.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was found of one run: observations as a source would make them, and facts of the run
/// itself, each with where it is from.
public final class Found {
  private final List<Observation> observations = new ArrayList<>();
  private final Map<String, Fact> facts = new LinkedHashMap<>();
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Map<String, String> artifacts = new LinkedHashMap<>();
  private @Nullable Whole whole;

  /// A field of run.json, for example `timestamp.start`, with the reason to believe it.
  public record Fact(Object value, String why) {}

  /// A record of runlog's own that the tool kept: run.json as a tree, and the other files of its
  /// folder by their names.
  public record Whole(Map<String, @Nullable Object> run, Map<String, Kept> files) {}

  /// A file as it was sent to the tool, with the SHA-256 that it had then.
  public record Kept(String hash, Copy copy) {}

  /// Writes a file.
  @FunctionalInterface
  public interface Copy {
    void to(Path file) throws IOException;
  }

  /// Says that the whole record is there; nothing else but facts of `imported_from` counts then.
  public void whole(Whole record) {
    whole = record;
  }

  public @Nullable Whole whole() {
    return whole;
  }

  public void accept(Observation observation) {
    observations.add(observation);
  }

  /// A whole configuration, as parameters under dotted keys.
  public void configuration(Map<?, ?> tree, String source) {
    for (var entry : Nested.flat(tree).entrySet()) {
      accept(
          new Observation.Parameter(
              entry.getKey(), entry.getValue(), Observation.Origin.CONFIG_FILE, source));
    }
  }

  /// A value that was typed on the command line.
  public void typed(String key, String value, String source) {
    accept(
        new Observation.Parameter(
            key, Texts.value(value), Observation.Origin.COMMAND_LINE, source));
  }

  /// A field of `environment`; what is no text or no number tells nothing.
  public void environment(String field, @Nullable Object value) {
    if (value instanceof String || value instanceof Number) {
      accept(new Observation.Detail(Observation.Section.ENVIRONMENT, field, value));
    }
  }

  /// A number at a step; `time` in seconds since the epoch.
  public void metric(String name, double value, @Nullable Long step, double time, String source) {
    accept(new Observation.Metric(new MetricPoint(name, value, step, time, source)));
  }

  /// The first to tell a field is believed; null and empty tell nothing.
  public void fact(String field, @Nullable Object value, String why) {
    if (value != null && !"".equals(value)) {
      facts.putIfAbsent(field, new Fact(value, why));
    }
  }

  public @Nullable Fact fact(String field) {
    return facts.get(field);
  }

  /// A text that the run folder keeps: train.log, changes.patch, requirements_freeze.txt ...
  public void text(String file, String content) {
    texts.putIfAbsent(file, content);
  }

  /// A file that the run made, where it lies.
  public void artifact(String name, String place) {
    artifacts.putIfAbsent(name, place);
  }

  public Map<String, String> texts() {
    return Map.copyOf(texts);
  }

  public Map<String, String> artifacts() {
    return new LinkedHashMap<>(artifacts);
  }

  public List<Observation> observations() {
    return List.copyOf(observations);
  }

  public Map<String, Fact> facts() {
    return Map.copyOf(facts);
  }
}
