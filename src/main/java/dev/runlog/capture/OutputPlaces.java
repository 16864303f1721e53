package dev.runlog.capture;

import dev.runlog.model.Observation.Access;
import dev.runlog.model.Observation.DataSet;
import dev.runlog.model.Observation.FileUse;
import dev.runlog.plan.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where files that a run made may be: the project, folders named on the command line, files
/// that its processes were seen to write, and the folders of those. All paths are real paths.
record OutputPlaces(
    Path project,
    Path outputs,
    Path folder,
    Path home,
    Set<Path> data,
    Set<Path> roots,
    Set<Path> files) {
  private static final Set<String> OWN =
      Set.of(
          "run.json",
          "run.md",
          "train.log",
          "metrics.jsonl",
          "changes.patch",
          "config_resolved.yaml",
          "requirements_freeze.txt",
          ArtifactSource.MANIFEST,
          "config",
          "probe");
  private static final Set<String> SYSTEM =
      Set.of("proc", "sys", "dev", "run", "usr", "etc", "var", "boot", "snap", "lib", "tmp");
  private static final Set<String> SOURCE_CODE =
      Set.of(
          "py", "pyi", "ipynb", "sh", "c", "cc", "cpp", "cu", "h", "hpp", "java", "scala", "rs",
          "go", "js", "ts", "jl", "r", "lua");

  static OutputPlaces of(Setting setting) throws IOException {
    var plan = setting.plan();
    var project = plan.project().toRealPath();
    var places =
        new OutputPlaces(
            project,
            real(plan.outputs(), "").orElse(plan.outputs()),
            setting.folder().toRealPath(),
            setting.world().home(),
            dataOf(setting),
            new LinkedHashSet<>(),
            new LinkedHashSet<>());
    places.roots.add(project);
    places.addRoot(plan.cwd().toRealPath());
    for (var use : setting.observed(FileUse.class)) {
      if (use.access() == Access.WRITTEN) {
        real(plan.cwd(), use.path()).ifPresent(places::addWritten);
      }
    }
    for (var word : plan.argv()) {
      real(plan.cwd(), word).ifPresent(places::addNamed);
      real(plan.cwd(), word.substring(word.indexOf('=') + 1)).ifPresent(places::addNamed);
    }
    return places;
  }

  /// Data sets are read: they are not searched, which for a large one would take minutes.
  private static Set<Path> dataOf(Setting setting) {
    var data = new LinkedHashSet<Path>();
    for (var set : setting.observed(DataSet.class)) {
      for (var base : List.of(setting.plan().project(), setting.plan().cwd())) {
        real(base, set.data().path()).filter(Files::isDirectory).ifPresent(data::add);
      }
    }
    return data;
  }

  private void addWritten(Path file) {
    if (mayBeOfRun(file) && !isNoise(file)) {
      files.add(file);
      addRoot(file.getParent());
    }
  }

  private void addNamed(Path path) {
    if (path.startsWith(project)
        || data.stream().anyMatch(path::startsWith)
        || isNoise(path)
        || !Files.isWritable(path)) {
      return;
    }
    if (Files.isDirectory(path)) {
      addRoot(path);
    } else if (!isSourceCode(path)) {
      files.add(path);
    }
  }

  /// A folder outside of what is searched anyway, and not one that everybody writes into.
  private void addRoot(@Nullable Path path) {
    if (path == null || path.getNameCount() < 2 || isShared(path) || home.startsWith(path)) {
      return;
    }
    if (roots.stream().noneMatch(root -> path.startsWith(root) || root.startsWith(path))) {
      roots.add(path);
    }
  }

  private static boolean isShared(Path path) {
    return path.toString().equals("/var/tmp") || path.toString().equals("/dev/shm");
  }

  /// What programs write that is nobody's result: devices, what lies hidden in the home folder,
  /// temporary files of Python's own libraries.
  private boolean isNoise(Path path) {
    if (path.startsWith(project)) {
      return false;
    }
    var text = path.toString();
    return (text.startsWith("/dev/") && !text.startsWith("/dev/shm/"))
        || text.startsWith("/proc/")
        || text.startsWith("/sys/")
        || text.startsWith("/tmp/tmp")
        || text.startsWith("/tmp/pymp-")
        || text.startsWith("/tmp/torch")
        || (path.startsWith(home) && home.relativize(path).toString().startsWith("."));
  }

  /// The part of a path that tells whether it is a cache: what leads to the project does not.
  Path nameOf(Path file) {
    return file.startsWith(project) ? project.relativize(file) : file;
  }

  /// Whether a path met in a search may be, or hold, something that the run made.
  boolean mayHold(Path path) {
    return mayBeOfRun(path) && !isSourceCode(path) && !data.contains(path) && !isCrowd(path);
  }

  /// Not another run's folder, and not what runlog itself writes into this one's.
  private boolean mayBeOfRun(Path path) {
    if (path.startsWith(folder)) {
      return path.equals(folder) || !isOwn(folder.relativize(path).getName(0).toString());
    }
    return !outputs.equals(path.getParent()) || !RunId.fits(String.valueOf(path.getFileName()));
  }

  private static boolean isOwn(String name) {
    return OWN.contains(name)
        || name.startsWith(".")
        || name.startsWith("run.json")
        || (name.startsWith("events.") && name.endsWith(".jsonl"))
        || name.startsWith("data_manifest");
  }

  /// Source code that changes during a run is most likely being edited by a person.
  private static boolean isSourceCode(Path path) {
    var name = path.toString();
    return SOURCE_CODE.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /// What changes all the time in a home folder or a whole disk, where that is the project.
  private boolean isCrowd(Path path) {
    return home.startsWith(project)
        && (String.valueOf(path.getFileName()).startsWith(".")
            || (path.getNameCount() == 1 && SYSTEM.contains(path.getName(0).toString())));
  }

  private static Optional<Path> real(Path base, String path) {
    try {
      return Optional.of(base.resolve(path).toRealPath());
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }
}
