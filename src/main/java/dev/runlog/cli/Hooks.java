package dev.runlog.cli;

import dev.runlog.json.Toml;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.SettingsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which hooks are installed, as far as files tell.
final class Hooks {
  private Hooks() {}

  /// One of them: `found` is where, null where it is not installed; `without` is what that means.
  record Hook(String name, @Nullable String found, String without) {}

  static List<Hook> all(World world) {
    return List.of(
        new Hook(
            "experiments", experiments(world), "hooks record nothing in this folder: runlog init"),
        new Hook(
            "shell hook",
            shells(world),
            "what is typed is recorded only after 'runlog run --': runlog hook bash|zsh|fish"),
        new Hook(
            "python hook",
            python(world),
            "an IDE, cron, make or sbatch records nothing by itself: runlog hook python"),
        new Hook("git hook", git(world), "'git push' names no missing notes: runlog hook git"));
  }

  private static @Nullable String experiments(World world) {
    try {
      var folder = SettingsFile.find(world.cwd()).folder();
      if (folder == null) {
        return null;
      }
      var file = folder.resolve(InitCommand.SETTINGS);
      return Toml.read(Files.readString(file)).get("experiments") instanceof List<?> list
              && !list.isEmpty()
          ? list.size() + " in " + file
          : null;
    } catch (Problem | IOException e) {
      return null; // runlog.toml is wrong, which every run says
    }
  }

  private static @Nullable String shells(World world) {
    var home = world.home();
    var zsh = world.env().getOrDefault("ZDOTDIR", "");
    var config = world.env().getOrDefault("XDG_CONFIG_HOME", "");
    var fish = (config.isEmpty() ? home.resolve(".config") : Path.of(config)).resolve("fish");
    var found = new ArrayList<String>();
    for (var name : List.of(".bashrc", ".bash_profile", ".bash_login", ".profile")) {
      add(home.resolve(name), "bash", found);
    }
    for (var name : List.of(".zshrc", ".zprofile", ".zshenv")) {
      add((zsh.isEmpty() ? home : Path.of(zsh)).resolve(name), "zsh", found);
    }
    add(fish.resolve("config.fish"), "fish", found);
    try (var files = Files.newDirectoryStream(fish.resolve("conf.d"), "*.fish")) {
      files.forEach(file -> add(file, "fish", found));
    } catch (IOException e) {
      // none
    }
    return found.isEmpty() ? null : String.join(", ", found);
  }

  private static void add(Path file, String shell, List<String> found) {
    try {
      var text = Files.readString(file, StandardCharsets.ISO_8859_1);
      if (text.lines()
          .map(String::strip)
          .anyMatch(line -> !line.startsWith("#") && line.contains("runlog hook " + shell))) {
        found.add(shell + " in " + file);
      }
    } catch (IOException e) {
      // no such file
    }
  }

  private static @Nullable String python(World world) {
    try {
      var environment = PythonHook.environment(world);
      return PythonHook.isIn(environment) ? environment.name() : null;
    } catch (Problem e) {
      return null; // no environment is active
    }
  }

  private static @Nullable String git(World world) {
    try {
      var file = GitHook.file(world);
      return GitHook.isIn(file) ? file.toString() : null;
    } catch (Problem | IOException e) {
      return null; // no repository, or one whose hooks others share
    }
  }
}
