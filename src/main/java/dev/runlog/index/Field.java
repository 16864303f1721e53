package dev.runlog.index;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A place in run.json and the key under which its value is found: `config.resolved.lr` is
/// `config.lr`, `timestamp.start` is `start`, `metrics_summary.loss.min` is `metrics.loss.min`.
/// Each place is made once for a block of runs.
final class Field {
  private static final Set<String> PASSED_OVER =
      Set.of(
          "schema",
          "capture",
          "children",
          "artifacts_hash",
          "artifacts_manifest",
          "config.files",
          "config.overrides",
          "config.sources",
          "config.truncated",
          "data.inputs",
          "environment.gpus",
          "environment.imported",
          "git.left_out",
          "git.untracked",
          "git.submodules",
          "random.calls",
          "command.evidence",
          "command.attempts",
          "command.boot_id",
          "command.pid_started_ms",
          "command.shell");
  private static final Set<String> OF_A_SUMMARY = Set.of("min", "max", "first", "best_step");

  final String key;
  final boolean isPassedOver;
  private final String place;
  private final Map<String, Field> inside = new HashMap<>();
  private @Nullable Chunk chunk;

  private Field(String place, String key, boolean isPassedOver) {
    this.place = place;
    this.key = key;
    this.isPassedOver = isPassedOver;
  }

  /// The record as a whole.
  static Field root() {
    return new Field("", "", false);
  }

  /// The field of this name inside this one.
  Field of(String name) {
    var field = inside.get(name);
    if (field == null) {
      field = made(name);
      inside.put(name, field);
    }
    return field;
  }

  private Field made(String name) {
    var there = place.isEmpty() ? name : place + "." + name;
    var below = key.isEmpty() ? name : key + "." + name;
    if (PASSED_OVER.contains(there)) {
      return new Field(there, below, true);
    }
    return switch (place) {
      case "" ->
          switch (name) {
            case "timestamp", "command" -> new Field(there, "", false);
            case "metrics_summary" -> new Field(there, "metrics", false);
            default -> new Field(there, name, false);
          };
      case "timestamp" ->
          new Field(there, name.equals("duration_seconds") ? "duration" : name, false);
      case "command" -> new Field(there, name.equals("argv") ? "command" : name, false);
      case "config" ->
          new Field(there, name.equals("resolved") ? "config" : "config_" + name, false);
      default ->
          new Field(
              there, below, place.startsWith("metrics_summary.") && !OF_A_SUMMARY.contains(name));
    };
  }

  /// The words of the command line are one text; other lists have an item a line.
  String separator() {
    return place.equals("command.argv") ? " " : "\n";
  }

  boolean isStart() {
    return place.equals("timestamp.start");
  }

  boolean isWords() {
    return place.equals("command.argv");
  }

  Chunk chunk(BlockBuilder block) {
    if (chunk == null) {
      chunk = block.chunk(key);
    }
    return chunk;
  }
}
