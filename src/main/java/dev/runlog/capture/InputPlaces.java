package dev.runlog.capture;

import dev.runlog.model.Observation.ConfigurationFile;
import dev.runlog.model.Observation.Interpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Where files lie that are a run's input rather than the system's, a library's or a cache's.
/// All paths are real paths.
record InputPlaces(Path project, Path cwd, Path home, Path outputs, Set<Path> apart) {
  private static final Set<String> SYSTEM =
      Set.of(
          "proc", "sys", "dev", "etc", "run", "usr", "bin", "lib", "lib32", "lib64", "libx32",
          "sbin", "boot", "snap", "nix");
  private static final Set<String> MACHINERY =
      Set.of(
          "site-packages",
          "dist-packages",
          "node_modules",
          "__pycache__",
          "wandb",
          "mlruns",
          "lightning_logs",
          "conda-meta",
          "runs");
  private static final List<String> OF_A_PYTHON =
      List.of("lib", "lib64", "bin", "share", "etc", "include", "ssl", "conda-meta", "pkgs");

  static InputPlaces of(Setting setting) {
    var plan = setting.plan();
    var apart = new HashSet<Path>();
    for (var python : setting.observed(Interpreter.class)) {
      if (!python.prefix().isEmpty()) {
        var prefix = Path.of(python.prefix());
        OF_A_PYTHON.forEach(name -> apart.add(real(prefix.resolve(name))));
      }
    }
    for (var file : setting.observed(ConfigurationFile.class)) {
      apart.add(real(plan.project().resolve(file.file().path())));
    }
    return new InputPlaces(
        real(plan.project()),
        real(plan.cwd()),
        real(setting.world().home()),
        real(plan.outputs()),
        apart);
  }

  /// Whether a file is data that a run may have been given.
  boolean isData(Path file) {
    try {
      return isOpenTo(file) && InputKind.of(name(file), Files.size(file)) == InputKind.DATA;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isOpenTo(Path file) {
    if (file.startsWith(outputs) || apart.stream().anyMatch(file::startsWith)) {
      return false;
    }
    var text = file.toString();
    if (isOfADataCache(text)) {
      return true;
    }
    if (file.startsWith(project)) {
      return isPlain(project.relativize(file));
    }
    if (text.startsWith("/dev/shm/")) {
      return isSharedData(file);
    }
    var top = file.getNameCount() < 2 ? "" : file.getName(0).toString();
    if ((SYSTEM.contains(top) && !text.startsWith("/usr/src/") && !text.startsWith("/run/media/"))
        || text.startsWith("/var/lib/")
        || text.startsWith("/var/cache/")) {
      return false;
    }
    if (top.equals("tmp") || text.startsWith("/var/tmp/")) {
      return !isTemporary(file.getName(top.equals("tmp") ? 1 : 2).toString()) && isPlain(file);
    }
    return isPlain(file.startsWith(home) ? home.relativize(file) : file);
  }

  /// Nothing hidden, and no folder of a tool.
  private static boolean isPlain(Path path) {
    for (var part : path) {
      var name = part.toString();
      if (name.startsWith(".") || MACHINERY.contains(name) || name.endsWith("-info")) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfADataCache(String text) {
    return text.contains("/.keras/datasets/")
        || text.contains("/huggingface/datasets/")
        || text.contains("/datasets--")
        || text.contains("/.cache/kagglehub/datasets/")
        || text.contains("/.cache/kagglehub/competitions/")
        || text.contains("/.medmnist/");
  }

  private static boolean isSharedData(Path file) {
    var name = file.getName(2).toString();
    return isPlain(file)
        && !isTemporary(name)
        && !name.startsWith("sem.")
        && !name.startsWith("psm_")
        && !name.startsWith("__KMP")
        && !name.startsWith("nccl-")
        && !name.startsWith("cuda");
  }

  /// Names that programs give to what they need for a moment.
  private static boolean isTemporary(String name) {
    return name.startsWith("tmp")
        || name.startsWith("pymp-")
        || name.startsWith("torch")
        || name.startsWith("joblib")
        || name.startsWith("loky")
        || name.equals("ray")
        || name.startsWith("matplotlib")
        || name.startsWith("pip-")
        || name.startsWith("wandb");
  }

  /// The part of a path that says what a file is: what leads to the project does not.
  String name(Path file) {
    if (file.startsWith(project)) {
      return project.relativize(file).toString();
    }
    int names = file.getNameCount();
    return file.subpath(Math.max(0, names - 4), names).toString();
  }

  /// Whether a folder may be a data set as a whole.
  boolean mayBeWhole(Path folder) {
    return folder.getNameCount() > 0
        && !folder.toString().equals("/dev/shm")
        && !project.startsWith(folder)
        && !home.startsWith(folder)
        && !cwd.startsWith(folder);
  }

  static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }
}
