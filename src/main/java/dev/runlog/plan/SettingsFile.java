package dev.runlog.plan;

import dev.runlog.json.Toml;
import dev.runlog.model.Nearest;
import dev.runlog.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What runlog.toml says, and the folder it was found in (null where there is none).
public record SettingsFile(Plan.Settings settings, @Nullable Path folder) {
  static final String NAME = "runlog.toml";
  private static final List<String> KEYS =
      List.of(
          "output",
          "experiments",
          "data",
          "redact",
          "untracked_limit",
          "patch_limit",
          "observe_files",
          "prune",
          "push");
  private static final List<String> DATA_KEYS =
      List.of("paths", "budget", "budget_seconds", "finish", "ask_servers", "split");

  /// Reads the nearest runlog.toml in `cwd` or above it; throws [Problem] naming the file, the
  /// line and the key where it is wrong.
  public static SettingsFile find(Path cwd) {
    for (var folder = cwd.toAbsolutePath().normalize();
        folder != null;
        folder = folder.getParent()) {
      var file = folder.resolve(NAME);
      if (Files.isRegularFile(file)) {
        return new SettingsFile(read(file), folder);
      }
    }
    return new SettingsFile(Plan.Settings.DEFAULT, null);
  }

  private static Plan.Settings read(Path file) {
    try {
      var text = Files.readString(file);
      return new Reader(file, text, Toml.read(text)).settings();
    } catch (IOException e) {
      throw Problem.usage(file + ": " + e.getMessage());
    }
  }

  /// The values of one file by name, each checked.
  private record Reader(Path file, String text, Map<String, @Nullable Object> values) {
    Plan.Settings settings() {
      check(KEYS);
      strings("experiments", List.of()).forEach(this::checkPattern);
      var standard = Plan.Settings.DEFAULT;
      boolean isTable = values.get("data") instanceof Map<?, ?>;
      var data = table("data", values.get("data"));
      data.check(DATA_KEYS);
      return new Plan.Settings(
          string("output", standard.output()),
          isTable ? data.strings("paths", standard.data()) : strings("data", standard.data()),
          strings("redact", standard.redact()),
          bytes("untracked_limit", standard.untrackedLimit()),
          bytes("patch_limit", standard.patchLimit()),
          flag("observe_files", standard.observeFiles()),
          data.budget(),
          data.table("split", data.values.get("split")).counts(),
          values.containsKey("push") ? pushTable().push() : null);
    }

    private void check(List<String> keys) {
      for (var key : values.keySet()) {
        if (!keys.contains(key)) {
          throw wrong(key, "is not a setting" + Nearest.hint(key, keys));
        }
      }
    }

    /// The values of a table; none where `value` is none.
    private Reader table(String key, @Nullable Object value) {
      var table = new LinkedHashMap<String, @Nullable Object>();
      if (value instanceof Map<?, ?> map) {
        map.forEach((name, item) -> table.put(String.valueOf(name), item));
      } else if (value != null && key.equals("split")) {
        throw wrong(key, "must be a table such as { train = 60000, test = 10000 }");
      }
      return new Reader(file, text, table);
    }

    private Reader pushTable() {
      if (!(values.get("push") instanceof Map<?, ?>)) {
        throw wrong("push", "must be a table: [push]");
      }
      return table("push", values.get("push"));
    }

    private PushRules push() {
      var keys = new ArrayList<>(PushRules.KINDS);
      keys.addAll(List.of("experiment", "artifact_limit"));
      check(keys);
      var to = new LinkedHashMap<String, String>();
      for (var kind : PushRules.KINDS) {
        switch (values.get(kind)) {
          case null -> {}
          case Boolean on when !on -> {}
          case Boolean on -> to.put(kind, "");
          case String address when !address.isBlank() -> to.put(kind, address.strip());
          default -> throw wrong(kind, "must be an address, or true");
        }
      }
      var experiment = string("experiment", "");
      return new PushRules(
          to,
          experiment.isEmpty() ? null : experiment,
          bytes("artifact_limit", PushRules.NONE.artifactLimit()));
    }

    private Plan.Budget budget() {
      var standard = Plan.Budget.DEFAULT;
      return new Plan.Budget(
          bytes("budget", standard.bytes()),
          number("budget_seconds", standard.seconds()),
          flag("finish", standard.finish()),
          flag("ask_servers", standard.ask()));
    }

    private Map<String, Long> counts() {
      var counts = new LinkedHashMap<String, Long>();
      for (var key : values.keySet()) {
        counts.put(key, number(key, 0));
      }
      return counts;
    }

    private long number(String key, long standard) {
      return switch (values.get(key)) {
        case null -> standard;
        case Long number when number >= 0 -> number;
        default -> throw wrong(key, "must be a number that is not negative");
      };
    }

    private String string(String key, String standard) {
      return switch (values.get(key)) {
        case null -> standard;
        case String text when !text.isBlank() -> text;
        default -> throw wrong(key, "must be a string that is not empty");
      };
    }

    private List<String> strings(String key, List<String> standard) {
      return switch (values.get(key)) {
        case null -> standard;
        case String text -> List.of(text);
        case List<?> list when list.stream().allMatch(String.class::isInstance) ->
            list.stream().map(String.class::cast).toList();
        default -> throw wrong(key, "must be a string or a list of strings");
      };
    }

    /// The hooks read the patterns themselves, line by line, and know no more of TOML than this.
    private void checkPattern(String pattern) {
      boolean fits =
          !pattern.isBlank()
              && pattern
                  .chars()
                  .noneMatch(c -> Character.isISOControl(c) || "[]\\#\"'".indexOf(c) >= 0);
      if (!fits) {
        throw wrong(
            "experiments",
            "has a pattern that is empty or has one of [ ] \\ # \" ' in it: a pattern is words, * and ?");
      }
    }

    private boolean flag(String key, boolean standard) {
      return switch (values.get(key)) {
        case null -> standard;
        case Boolean flag -> flag;
        default -> throw wrong(key, "must be true or false");
      };
    }

    private long bytes(String key, long standard) {
      return switch (values.get(key)) {
        case null -> standard;
        case Long number when number >= 0 -> number;
        case String size -> bytes(key, size);
        default -> throw wrong(key, "must be a number of bytes or a size like \"1MiB\"");
      };
    }

    private long bytes(String key, String size) {
      int end = 0;
      while (end < size.length() && Character.isDigit(size.charAt(end))) {
        end++;
      }
      try {
        return Math.multiplyExact(Long.parseLong(size, 0, end, 10), unit(key, size.substring(end)));
      } catch (NumberFormatException | ArithmeticException e) {
        throw wrong(key, "must be a size like \"1MiB\", not \"" + size + "\"");
      }
    }

    private long unit(String key, String unit) {
      return switch (unit.strip().toLowerCase(Locale.ROOT)) {
        case "", "b" -> 1;
        case "k", "kib" -> 1L << 10;
        case "m", "mib" -> 1L << 20;
        case "g", "gib" -> 1L << 30;
        case "kb" -> 1_000;
        case "mb" -> 1_000_000;
        case "gb" -> 1_000_000_000;
        default ->
            throw wrong(key, "has the unknown unit " + unit.strip() + "; use KiB, MiB or GiB");
      };
    }

    private Problem wrong(String key, String why) {
      return Problem.usage(file + line(key) + ": " + key + " " + why);
    }

    /// `:3` for a key that starts the third line; empty where the key is written another way.
    private String line(String key) {
      int number = 1;
      for (var line : (Iterable<String>) text.lines()::iterator) {
        var start = line.strip().replace("\"", "").replace("[", "").strip();
        if (start.startsWith(key)) {
          return ":" + number;
        }
        number++;
      }
      return "";
    }
  }
}
