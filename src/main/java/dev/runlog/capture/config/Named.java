package dev.runlog.capture.config;

import dev.runlog.capture.DataKeys;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The configuration files that a command line names: as the value of an option, in an override,
/// as an argument of its own, or in Hydra's way by `--config-path` and `--config-name`.
final class Named {
  private static final Set<String> SUFFIXES =
      Set.of("yaml", "yml", "json", "toml", "ini", "cfg", "conf");
  private static final Set<String> CONFIG_WORDS =
      Set.of("c", "config", "configs", "cfg", "conf", "configuration", "params", "hparams", "yaml");

  /// A file that exists under its name, and the option that named it (empty where none did).
  record File(Path path, String option) {
    boolean isConfigOption() {
      for (var word : option.split("_", -1)) {
        if (CONFIG_WORDS.contains(word)) {
          return true;
        }
      }
      return false;
    }
  }

  private final Path cwd;
  private final Program program;
  private final Map<Path, File> files = new LinkedHashMap<>();

  private Named(Path cwd, Program program) {
    this.cwd = cwd;
    this.program = program;
  }

  static List<File> on(List<String> argv, Path cwd) {
    var named = new Named(cwd, Program.of(argv));
    named.words(argv);
    named.hydra();
    return List.copyOf(named.files.values());
  }

  private void words(List<String> argv) {
    var option = "";
    for (var word : argv.subList(Math.min(1, argv.size()), argv.size())) {
      int sign = word.indexOf('=');
      if (sign > 0) {
        add(Arguments.key(word.substring(0, sign)), word.substring(sign + 1));
        option = "";
      } else if (Arguments.isOption(word)) {
        option = Arguments.key(word);
      } else {
        add(option, word.startsWith("@") ? word.substring(1) : word);
      }
    }
  }

  private void add(String option, String word) {
    if (DataKeys.isData(option) || DataKeys.isResult(option)) {
      return;
    }
    if (!add(option, cwd, word)) {
      for (var part : word.split(",", -1)) {
        add(option, cwd, part);
      }
    }
  }

  private boolean add(String option, Path base, String name) {
    if (!SUFFIXES.contains(suffix(name)) && !isCode(option, name)) {
      return false;
    }
    try {
      var path = base.resolve(name).normalize();
      boolean there = Files.exists(path);
      var file = new File(path, option);
      if (there && (file.isConfigOption() || !ConfigRules.isSomethingElse(path))) {
        files.putIfAbsent(path, file);
      }
      return there;
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /// A configuration that is Python or gin, which only the program itself can read.
  private boolean isCode(String option, String name) {
    if (name.endsWith(".gin")) {
      return true;
    }
    return name.endsWith(".py")
        && !name.equals(program.script())
        && (new File(cwd, option).isConfigOption()
            || ConfigRules.isSetting(name.substring(0, name.length() - 3)));
  }

  /// `--config-path conf --config-name exp`: beside the script, else in the working folder.
  private void hydra() {
    var arguments = program.arguments();
    var name = value(arguments, "--config-name", "-cn");
    if (name == null) {
      return;
    }
    var folder = value(arguments, "--config-path", "-cp", "--config-dir", "-cd");
    var folders = folder == null ? List.of("conf", "config", "configs", ".") : List.of(folder);
    var file = SUFFIXES.contains(suffix(name)) ? name : name + ".yaml";
    for (var base : bases()) {
      for (var under : folders) {
        if (add("config_name", base, under + "/" + file)) {
          return;
        }
      }
    }
  }

  private List<Path> bases() {
    var bases = new ArrayList<Path>();
    var script = program.script();
    try {
      if (script != null && script.endsWith(".py")) {
        bases.add(cwd.resolve(script).toAbsolutePath().getParent());
      } else if (script != null) {
        bases.add(cwd.resolve(script.replace('.', '/')).toAbsolutePath().getParent());
      }
    } catch (InvalidPathException e) {
      return List.of(cwd);
    }
    bases.add(cwd);
    return bases;
  }

  private static @Nullable String value(List<String> words, String... options) {
    for (var option : options) {
      for (int i = 0; i < words.size(); i++) {
        var word = words.get(i);
        if (word.startsWith(option + "=")) {
          return word.substring(option.length() + 1);
        }
        if (word.equals(option) && i + 1 < words.size()) {
          return words.get(i + 1);
        }
      }
    }
    return null;
  }

  static String suffix(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
