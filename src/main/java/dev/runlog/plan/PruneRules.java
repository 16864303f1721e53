package dev.runlog.plan;

import dev.runlog.json.Toml;
import dev.runlog.model.Nearest;
import dev.runlog.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `[prune]` of runlog.toml: how old a run must be, which fitting filters may go, and which stay
/// whatever else says; `file` is null where there is none.
public record PruneRules(
    @Nullable String older, List<String> drop, List<String> keep, @Nullable Path file) {
  private static final PruneRules NONE = new PruneRules(null, List.of(), List.of(), null);
  private static final List<String> KEYS = List.of("older", "drop", "keep");

  /// Reads the nearest runlog.toml; throws [Problem] naming the key that is wrong.
  public static PruneRules find(Path cwd) {
    var folder = SettingsFile.find(cwd).folder();
    if (folder == null) {
      return NONE;
    }
    var file = folder.resolve(SettingsFile.NAME);
    try {
      return of(Toml.read(Files.readString(file)).get("prune"), file);
    } catch (IOException e) {
      throw Problem.usage(file + ": " + e.getMessage());
    }
  }

  private static PruneRules of(@Nullable Object table, Path file) {
    if (table == null) {
      return NONE;
    }
    if (!(table instanceof Map<?, ?> values)) {
      throw Problem.usage(file + ": prune must be a table: [prune]");
    }
    for (var key : values.keySet()) {
      var name = String.valueOf(key);
      if (!KEYS.contains(name)) {
        throw wrong(file, name, "is not a setting" + Nearest.hint(name, KEYS));
      }
    }
    var older = texts(values.get("older"), "older", file);
    if (older.size() > 1) {
      throw wrong(file, "older", "must be one age like \"30d\"");
    }
    return new PruneRules(
        older.isEmpty() ? null : older.getFirst(),
        texts(values.get("drop"), "drop", file),
        texts(values.get("keep"), "keep", file),
        file);
  }

  private static List<String> texts(@Nullable Object value, String key, Path file) {
    return switch (value) {
      case null -> List.of();
      case String text -> List.of(text);
      case List<?> list when list.stream().allMatch(String.class::isInstance) ->
          list.stream().map(String.class::cast).toList();
      default -> throw wrong(file, key, "must be a string or a list of strings");
    };
  }

  private static Problem wrong(Path file, String key, String why) {
    return Problem.usage(file + ": prune." + key + " " + why);
  }
}
