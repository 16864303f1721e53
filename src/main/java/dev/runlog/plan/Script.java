package dev.runlog.plan;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a command line is about: the script or module it runs, told from the interpreters and
/// launchers before it.
public final class Script {
  private static final Set<String> SUFFIXES =
      Set.of("py", "sh", "r", "jl", "pl", "rb", "js", "ts", "lua", "ipynb", "m", "do", "bash");
  private static final Set<String> CONFIGS = Set.of("yaml", "yml", "json", "toml", "ini", "cfg");

  private Script() {}

  /// The script file, else `-m module`, else the program: what makes two commands "the same
  /// script".
  public static String of(List<String> argv) {
    for (int i = 0; i < argv.size(); i++) {
      var word = argv.get(i);
      if (SUFFIXES.contains(suffix(word)) && !word.startsWith("-")) {
        return word;
      }
      if (word.equals("-m") && i + 1 < argv.size()) {
        return argv.get(i + 1);
      }
    }
    return argv.isEmpty() ? "" : argv.getFirst();
  }

  /// The configuration file that the command line names, or null.
  public static @Nullable String config(List<String> argv) {
    for (var word : argv.subList(Math.min(1, argv.size()), argv.size())) {
      var value = word.substring(word.startsWith("-") ? word.indexOf('=') + 1 : 0);
      if (CONFIGS.contains(suffix(value)) && !value.startsWith("-")) {
        return value;
      }
    }
    return null;
  }

  /// `configs/ablation_lr.yaml` -> `ablation_lr`; `pkg.train` stays.
  public static String stem(String path) {
    var file = path.substring(path.lastIndexOf('/') + 1);
    var known = SUFFIXES.contains(suffix(file)) || CONFIGS.contains(suffix(file));
    return known ? file.substring(0, file.lastIndexOf('.')) : file;
  }

  private static String suffix(String word) {
    int dot = word.lastIndexOf('.');
    return dot < 0 ? "" : word.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
