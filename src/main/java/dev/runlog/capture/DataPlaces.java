package dev.runlog.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where data of a run may lie, and where what is named is no data.
record DataPlaces(Setting setting) {

  /// The path that a value names, without links; null where nothing is there.
  @Nullable Path existing(String named) {
    try {
      for (var base : List.of(setting.plan().cwd(), setting.plan().project())) {
        var path = base.resolve(named);
        if (!named.isBlank() && Files.exists(path)) {
          return real(path);
        }
      }
    } catch (InvalidPathException e) {
      return null;
    }
    return null;
  }

  /// Why a path that was declared is not taken; null where it is.
  @Nullable String refusal(Path declared) {
    return declared.equals(declared.getRoot()) || declared.equals(home())
        ? "is the home or root folder"
        : inOutputs(declared);
  }

  /// Why a path that the configuration happens to name is not taken.
  @Nullable String refusalOfConfigured(Path path) {
    return project().startsWith(path) || home().startsWith(path)
        ? "is the project, the home or the root folder, or holds it"
        : inOutputs(path);
  }

  private @Nullable String inOutputs(Path path) {
    return path.startsWith(real(setting.plan().outputs()))
        ? "is inside runlog's output folder"
        : null;
  }

  /// A file that was not there when the run began is a result.
  boolean isMadeByTheRun(Path path) {
    try {
      var facts = Files.readAttributes(path, BasicFileAttributes.class);
      return facts.isRegularFile() && !facts.creationTime().toInstant().isBefore(setting.started());
    } catch (IOException e) {
      return false;
    }
  }

  /// As it stands in the record: relative to the project where it lies in it.
  String shown(Path path) {
    var project = project();
    var shown = (path.startsWith(project) ? project.relativize(path) : path).toString();
    return shown.isEmpty() ? "." : shown;
  }

  private Path project() {
    return real(setting.plan().project());
  }

  private Path home() {
    return real(setting.world().home());
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }
}
