package dev.runlog.cli;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/// The hooks that shells evaluate: resources, in which the path of this program is filled in.
final class ShellHook {
  private ShellHook() {}

  static int print(String shell, boolean remove, World world) {
    if (remove) {
      throw Problem.usage("hook: to remove it, take its line out of " + shell + "'s start-up file");
    }
    var launcher = launcher().toString();
    if (shell.equals("fish")) {
      launcher = launcher.replace("\\", "\\\\");
    }
    world.out().print(resource("hook." + shell).replace("@RUNLOG@", quoted(launcher)));
    return 0;
  }

  /// The program's own path, for where it is not on the PATH.
  static Path launcher() {
    var home = System.getProperty("runlog.home");
    return home == null
        ? Path.of("runlog").toAbsolutePath()
        : Path.of(home).resolve("bin/runlog").toAbsolutePath().normalize();
  }

  /// One word for any shell.
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  static String resource(String name) {
    try (var in = Objects.requireNonNull(ShellHook.class.getResourceAsStream("/hook/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
