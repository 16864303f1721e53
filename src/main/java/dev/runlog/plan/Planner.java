package dev.runlog.plan;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

/// Turns a [Request] into a checked [Plan].
public final class Planner {
  private Planner() {}

  /// Reads runlog.toml upward from the working directory; a wrong setting or request is a
  /// [Problem] with exit code 2.
  public static Plan plan(Request request, World world) {
    if (request.argv().isEmpty() || request.argv().getFirst().isEmpty()) {
      throw Problem.usage("no command to run. Usage: runlog run [OPTIONS] -- COMMAND [ARG...]");
    }
    var file = SettingsFile.find(world.cwd());
    var settings = settings(file, request);
    var project = project(file, world.cwd());
    var data = new ArrayList<>(request.data());
    data.addAll(settings.data().stream().map(path -> project.resolve(path).toString()).toList());
    var outer = world.env().get("RUNLOG_RUN_ID");
    return new Plan(
        request.argv(),
        world.cwd(),
        project,
        project.resolve(settings.output()).normalize(),
        RunName.of(request, world.cwd()),
        request.message(),
        request.parent(),
        request.group() != null ? request.group() : outer,
        request.tags(),
        data,
        request.quiet(),
        Map.copyOf(new TreeMap<>(world.env())),
        settings);
  }

  /// The folder of the project's runs, for commands that only look.
  public static Path outputs(World world) {
    var file = SettingsFile.find(world.cwd());
    return project(file, world.cwd()).resolve(file.settings().output()).normalize();
  }

  /// The project that a command looks at.
  public static Path project(World world) {
    return project(SettingsFile.find(world.cwd()), world.cwd());
  }

  private static Plan.Settings settings(SettingsFile file, Request request) {
    var base = file.settings();
    return new Plan.Settings(
        request.output() == null ? base.output() : request.output(),
        base.data(),
        base.redact(),
        base.untrackedLimit(),
        base.patchLimit(),
        base.observeFiles() && request.observeFiles(),
        base.budget(),
        base.split(),
        base.push());
  }

  private static Path project(SettingsFile file, Path cwd) {
    var folder = file.folder();
    if (folder != null) {
      return folder;
    }
    for (Path dir = cwd; dir != null; dir = dir.getParent()) {
      if (Files.exists(dir.resolve(".git"))) {
        return dir;
      }
    }
    return cwd;
  }
}
