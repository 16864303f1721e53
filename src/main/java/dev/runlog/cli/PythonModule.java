package dev.runlog.cli;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The Python module `runlog` in a virtual environment: a folder of files, complete in itself.
final class PythonModule {
  private static final String LAUNCHER = "launcher";

  private PythonModule() {}

  /// Prints the folder that has the module, for PYTHONPATH.
  static int path(World world) {
    world.out().println(home().resolve("client"));
    return 0;
  }

  private static Path home() {
    var home = Path.of(System.getProperty("runlog.python", "src/main/python"));
    return home.toAbsolutePath().normalize();
  }

  static int change(boolean remove, World world) {
    var environment = PythonHook.environment(world);
    var folder = environment.site().resolve("runlog");
    try {
      if (Files.exists(folder) && !Files.exists(folder.resolve(LAUNCHER))) {
        throw Problem.notFound("hook: " + folder + " is another package; it is left alone");
      }
      boolean was = Files.isDirectory(folder);
      delete(folder);
      if (!remove) {
        install(folder);
        PythonHook.say(world, "'import runlog' works in " + environment.name());
      } else {
        var done = was ? "removed from " : "there was none in ";
        PythonHook.say(world, done + environment.name());
      }
      return 0;
    } catch (IOException e) {
      throw Problem.notFound("hook: " + folder + " cannot be written: " + e.getMessage());
    }
  }

  private static void install(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(LAUNCHER), ShellHook.launcher() + "\n");
    for (var file : children(home().resolve("client/runlog"))) {
      if (file.toString().endsWith(".py")) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Files.copy(home().resolve("_runlog/values.py"), folder.resolve("_values.py"));
  }

  private static void delete(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      for (var file : children(folder)) {
        if (Files.isDirectory(file)) {
          delete(file); // Python's byte-code
        } else {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    var children = new ArrayList<Path>();
    try (var all = Files.newDirectoryStream(folder)) {
      all.forEach(children::add);
    }
    return children;
  }
}
