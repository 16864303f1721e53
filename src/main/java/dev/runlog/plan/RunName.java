package dev.runlog.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `<name>` of a run id: asked for, else the configuration's own experiment name, else the
/// stem of the config file or script; reduced to `[a-z0-9_-]`.
final class RunName {
  private static final Set<String> KEYS =
      Set.of("exp_name", "experiment_name", "experiment", "run_name", "expname", "exp");
  private static final int LONGEST = 60;
  private static final int CONFIG_HEAD = 64 << 10;

  private RunName() {}

  static String of(Request request, Path cwd) {
    var config = Script.config(request.argv());
    String name = request.name();
    if (name == null) {
      name = onCommandLine(request.argv());
    }
    if (name == null && config != null) {
      name = inFile(cwd.resolve(config));
    }
    if (name == null) {
      name = Script.stem(config == null ? Script.of(request.argv()) : config);
    }
    return reduced(name);
  }

  private static @Nullable String onCommandLine(List<String> argv) {
    for (int i = 1; i < argv.size(); i++) {
      var word = argv.get(i);
      int equals = word.indexOf('=');
      var key = key(equals < 0 ? word : word.substring(0, equals));
      if (!KEYS.contains(key)) {
        continue;
      }
      if (equals >= 0) {
        return word.substring(equals + 1);
      }
      if (word.startsWith("--") && i + 1 < argv.size() && !argv.get(i + 1).startsWith("-")) {
        return argv.get(i + 1);
      }
    }
    return null;
  }

  /// A top-level `experiment_name: x` line, without a parser: the run's name is not worth its
  /// start-up.
  private static @Nullable String inFile(Path config) {
    try (var in = Files.newInputStream(config)) {
      var head = new String(in.readNBytes(CONFIG_HEAD), StandardCharsets.UTF_8);
      for (var line : head.lines().toList()) {
        int separator = Math.max(line.indexOf(':'), line.indexOf('='));
        if (separator > 0 && KEYS.contains(key(line.substring(0, separator)))) {
          var value = line.substring(separator + 1).replaceAll("[\"',]|\\s#.*", "").strip();
          return value.isEmpty() ? null : value;
        }
      }
    } catch (IOException | RuntimeException e) {
      return null;
    }
    return null;
  }

  private static String key(String word) {
    return word.strip().replace("\"", "").replaceFirst("^[-+]+", "").replace('-', '_');
  }

  private static String reduced(String name) {
    var out = new StringBuilder();
    for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
      boolean plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-';
      if (plain || !out.isEmpty() && out.charAt(out.length() - 1) != '_') {
        out.append(plain ? c : '_');
      }
    }
    var text =
        out.substring(0, Math.min(out.length(), LONGEST))
            .replaceFirst("^[-_]+", "")
            .replaceFirst("_+$", "");
    return text.isEmpty() ? "run" : text;
  }
}
