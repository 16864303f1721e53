package dev.runlog.capture.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The program inside a command line: what its launchers (`torchrun`, `env`, `uv run`, `python -m`)
/// take for themselves is cut off. `script` is the file or module that runs, null where the
/// command is a program of its own; `arguments` are the program's.
record Program(@Nullable String script, List<String> arguments) {

  /// What starts another command; its own options come first.
  private static final Set<String> LAUNCHERS =
      Set.of(
          "env",
          "nohup",
          "nice",
          "ionice",
          "time",
          "timeout",
          "stdbuf",
          "taskset",
          "numactl",
          "setsid",
          "xvfb-run",
          "srun",
          "mpirun",
          "mpiexec",
          "horovodrun",
          "torchrun",
          "deepspeed",
          "accelerate",
          "uv",
          "uvx",
          "poetry",
          "pdm",
          "hatch",
          "pipenv",
          "pixi",
          "rye",
          "conda",
          "mamba",
          "micromamba",
          "coverage",
          "kernprof",
          "strace",
          "catchsegv",
          "sudo",
          "apptainer",
          "singularity");

  /// Python modules that start another program.
  private static final Set<String> MODULES =
      Set.of(
          "torch.distributed.run",
          "torch.distributed.launch",
          "accelerate.commands.launch",
          "deepspeed.launcher.runner",
          "pdb",
          "cProfile",
          "profile",
          "trace",
          "coverage",
          "line_profiler",
          "memory_profiler",
          "scalene",
          "viztracer",
          "ipdb");

  /// What runs a notebook, which takes no arguments of its own.
  private static final Set<String> NOTEBOOKS =
      Set.of(
          "jupyter",
          "jupyter-nbconvert",
          "jupyter-execute",
          "jupyter-run",
          "nbconvert",
          "nbclient",
          "papermill");

  /// Interpreters: their first word that is no option is the script.
  private static final Set<String> INTERPRETERS =
      Set.of(
          "ipython", "Rscript", "julia", "node", "perl", "ruby", "lua", "octave", "bash", "sh",
          "zsh", "dash", "java", "pypy", "pypy3", "php");

  private static final Set<String> SCRIPTS =
      Set.of(
          "py", "r", "jl", "js", "sh", "pl", "rb", "lua", "m", "ts", "pyc", "pyz", "jar", "ipynb");

  static Program of(List<String> argv) {
    return argv.isEmpty() ? new Program(null, List.of()) : command(argv);
  }

  private static Program command(List<String> argv) {
    var name = baseName(argv.getFirst());
    var rest = argv.subList(1, argv.size());
    if (isPython(name)) {
      return python(rest);
    }
    if (INTERPRETERS.contains(name)) {
      return interpreted(rest);
    }
    if (LAUNCHERS.contains(name)) {
      return launched(rest);
    }
    if (NOTEBOOKS.contains(name)) {
      return notebook(rest);
    }
    return new Program(isScript(argv.getFirst()) ? argv.getFirst() : null, rest);
  }

  private static Program python(List<String> argv) {
    for (int i = 0; i < argv.size(); i++) {
      var word = argv.get(i);
      var rest = argv.subList(i + 1, argv.size());
      if (word.equals("-m") && !rest.isEmpty()) {
        var after = rest.subList(1, rest.size());
        if (NOTEBOOKS.contains(rest.getFirst())) {
          return notebook(after);
        }
        return MODULES.contains(rest.getFirst())
            ? launched(after)
            : new Program(rest.getFirst(), after);
      }
      if (word.equals("-c") && !rest.isEmpty()) {
        return new Program(null, rest.subList(1, rest.size()));
      }
      if (word.equals("-X") || word.equals("-W")) {
        i++;
      } else if (!word.startsWith("-") || word.equals("-")) {
        // a tool's script in the folder of the interpreter
        return NOTEBOOKS.contains(baseName(word)) ? notebook(rest) : new Program(word, rest);
      }
    }
    return new Program(null, List.of());
  }

  private static Program notebook(List<String> argv) {
    var first = argv.stream().filter(word -> word.endsWith(".ipynb")).findFirst();
    return new Program(first.orElse(null), List.of());
  }

  private static Program interpreted(List<String> argv) {
    for (int i = 0; i < argv.size(); i++) {
      var word = argv.get(i);
      if (word.equals("-c") || word.equals("-e") || word.equals("-lc")) {
        return new Program(null, argv.subList(Math.min(i + 2, argv.size()), argv.size()));
      }
      if (word.equals("-cp") || word.equals("-classpath") || word.equals("--class-path")) {
        i++;
      } else if (!word.startsWith("-")) {
        return new Program(word, argv.subList(i + 1, argv.size()));
      }
    }
    return new Program(null, List.of());
  }

  /// What a launcher starts: the first word that is a program or script for certain, else the
  /// first that is neither an option, nor an option's value, nor an assignment.
  private static Program launched(List<String> argv) {
    for (int i = 0; i < argv.size(); i++) {
      var word = argv.get(i);
      var name = baseName(word);
      var from = argv.subList(i, argv.size());
      boolean module = word.equals("-m") || word.equals("--module");
      if (module && i + 1 < argv.size() && !isNumber(argv.get(i + 1))) {
        return new Program(argv.get(i + 1), argv.subList(i + 2, argv.size()));
      }
      if (isPython(name) || INTERPRETERS.contains(name) || LAUNCHERS.contains(name)) {
        return command(from);
      }
      if (isScript(word) && !word.startsWith("-")) {
        return new Program(word, argv.subList(i + 1, argv.size()));
      }
    }
    int first = firstPlain(argv);
    return first == argv.size()
        ? new Program(null, List.of())
        : new Program(null, argv.subList(first + 1, argv.size()));
  }

  private static int firstPlain(List<String> argv) {
    for (int i = 0; i < argv.size(); i++) {
      var word = argv.get(i);
      boolean afterOption =
          i > 0 && argv.get(i - 1).startsWith("-") && !argv.get(i - 1).contains("=");
      boolean plain =
          !word.startsWith("-")
              && !afterOption
              && !word.equals("run")
              && !word.equals("launch")
              && !word.equals("exec")
              && word.indexOf('=') < 0
              && !isNumber(word);
      if (plain || word.equals("--")) {
        return word.equals("--") ? Math.min(i + 1, argv.size() - 1) : i;
      }
    }
    return argv.size();
  }

  static boolean isPython(String name) {
    return name.startsWith("python")
        && name.chars().skip(6).allMatch(c -> c == '.' || (c >= '0' && c <= '9') || c == 'w');
  }

  private static boolean isNumber(String word) {
    return !word.isEmpty() && word.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.');
  }

  private static boolean isScript(String word) {
    int dot = word.lastIndexOf('.');
    return dot > 0 && SCRIPTS.contains(word.substring(dot + 1).toLowerCase(java.util.Locale.ROOT));
  }

  private static String baseName(String word) {
    return word.substring(word.lastIndexOf('/') + 1);
  }
}
