package dev.runlog.cli;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The hook in a virtual environment: a module, and a .pth file through which Python imports it at
/// every start.
final class PythonHook {
  private static final String MODULE = "_runlog_hook.py";
  private static final String START = "_runlog_hook.pth";

  /// One line, because site reads line by line; what fails in it would be printed by every Python.
  private static final String LINE =
      "import sys; exec('try:\\n import _runlog_hook\\nexcept Exception:\\n pass')\n";

  private static final String ASK =
      """
      import os, sys, sysconfig
      conda = os.path.isdir(os.path.join(sys.prefix, "conda-meta"))
      print(int(sys.prefix != getattr(sys, "base_prefix", sys.prefix) or conda))
      print(sys.prefix)
      print(sysconfig.get_path("purelib"))
      """;

  private PythonHook() {}

  static int change(boolean remove, World world) {
    var python = python(world);
    var found = environment(python, world);
    var environment = found.name();
    var site = found.site();
    try {
      if (remove) {
        boolean was = Files.deleteIfExists(site.resolve(START));
        Files.deleteIfExists(site.resolve(MODULE));
        deleteCompiled(site.resolve("__pycache__"));
        say(world, was ? "removed from " + environment : "there was none in " + environment);
      } else {
        install(site);
        ask(python, List.of("-I", "-c", "import _runlog_hook"), world); // leaves it compiled
        say(world, "experiments of projects with a runlog.toml are recorded by " + environment);
        say(world, "'runlog hook python --remove' takes it away again");
      }
      return 0;
    } catch (IOException e) {
      throw Problem.notFound("hook: " + site + " cannot be written: " + e.getMessage());
    }
  }

  /// A virtual environment and its folder of modules.
  record Environment(String name, Path site) {}

  /// The active one; a [Problem] where there is none.
  static Environment environment(World world) {
    return environment(python(world), world);
  }

  static boolean isIn(Environment environment) {
    return Files.exists(environment.site().resolve(START));
  }

  private static Environment environment(Path python, World world) {
    var answer = ask(python, List.of("-I", "-c", ASK), world).lines().toList();
    if (answer.size() != 3 || !answer.getFirst().equals("1")) {
      throw none(python + " is not in a virtual environment");
    }
    return new Environment(answer.get(1), Path.of(answer.get(2)));
  }

  private static void install(Path site) throws IOException {
    var launcher = ShellHook.launcher().toString().replace("\\", "\\\\").replace("\"", "\\\"");
    replace(site.resolve(MODULE), ShellHook.resource("hook.py").replace("@RUNLOG@", launcher));
    replace(site.resolve(START), LINE);
  }

  private static void deleteCompiled(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (var files = Files.newDirectoryStream(folder, "_runlog_hook.*")) {
        for (var file : files) {
          Files.delete(file);
        }
      }
    }
  }

  /// A Python that starts in this moment sees the old file or the new one.
  private static void replace(Path file, String text) throws IOException {
    var temporary = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    Files.writeString(temporary, text);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path python(World world) {
    for (var variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
      var folder = world.env().getOrDefault(variable, "");
      var python = Path.of(folder, "bin", "python");
      if (!folder.isEmpty() && Files.isExecutable(python)) {
        return python;
      }
    }
    for (var name : List.of("python", "python3")) {
      var python = onPath(name, world);
      if (python != null) {
        return python;
      }
    }
    throw none("there is no Python on the PATH");
  }

  private static @Nullable Path onPath(String name, World world) {
    for (var folder : world.env().getOrDefault("PATH", "").split(":")) {
      var file = world.cwd().resolve(folder).resolve(name);
      if (!folder.isEmpty() && Files.isExecutable(file) && !Files.isDirectory(file)) {
        return file;
      }
    }
    return null;
  }

  private static Problem none(String why) {
    return Problem.usage("hook: " + why + ". Activate one first: . venv/bin/activate");
  }

  private static String ask(Path python, List<String> arguments, World world) {
    try {
      var builder = new ProcessBuilder(python.toString());
      builder.command().addAll(arguments);
      builder.environment().clear();
      builder.environment().putAll(world.env());
      builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      var process = builder.start();
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return text;
    } catch (IOException e) {
      throw Problem.notFound("hook: " + python + " cannot be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.notFound("hook: interrupted");
    }
  }

  static void say(World world, String what) {
    world.err().println("runlog: " + what);
  }
}
