package dev.runlog.launch;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds a program as execvp(3) does.
public final class Program {
  private Program() {}

  /// Refuses a command that cannot be executed, with the exit code and words of a shell.
  static void check(String name, Path cwd, Map<String, String> env) {
    if (name.contains("/")) {
      checkFile(name, cwd.resolve(name));
    } else if (name.isEmpty() || find(name, cwd, env) == null) {
      throw Problem.start(127, name + ": command not found");
    }
  }

  private static void checkFile(String name, Path file) {
    if (!Files.exists(file)) {
      throw Problem.start(127, name + ": No such file or directory");
    }
    if (Files.isDirectory(file)) {
      throw Problem.start(126, name + ": Is a directory");
    }
    if (!Files.isExecutable(file)) {
      throw Problem.start(126, name + ": Permission denied");
    }
  }

  /// The file that `name` stands for in the PATH of `env`, or null.
  static @Nullable Path find(String name, Path cwd, Map<String, String> env) {
    Path denied = null;
    for (var folder : env.getOrDefault("PATH", "/bin:/usr/bin").split(":", -1)) {
      var file = cwd.resolve(folder).resolve(name);
      if (Files.isRegularFile(file)) {
        if (Files.isExecutable(file)) {
          return file;
        }
        denied = file;
      }
    }
    if (denied != null) {
      throw Problem.start(126, name + ": Permission denied");
    }
    return null;
  }

  /// A tool of the system that runlog itself needs: also where the command's PATH is a bare one.
  public static @Nullable Path tool(String name, World world) {
    for (var folder : List.of("/usr/bin", "/bin")) {
      var file = Path.of(folder, name);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    return find(name, world.cwd(), world.env());
  }
}
