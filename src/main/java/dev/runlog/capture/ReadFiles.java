package dev.runlog.capture;

import dev.runlog.model.Observation.Access;
import dev.runlog.model.Observation.FileUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The data files that the run's processes were seen to read, and were not made by the run itself.
final class ReadFiles {
  /// Folders with more files are not listed.
  static final int MOST = 200_000;

  private final Instant started;
  private final Map<Path, Use> uses = new HashMap<>();
  private int taken;

  /// When a file was first read and first written, in seconds since the epoch.
  private static final class Use {
    private double read = Double.MAX_VALUE;
    private double written = Double.MAX_VALUE;
    private boolean readFirst;
  }

  ReadFiles(Instant started) {
    this.started = started;
  }

  /// Takes what was observed since the last time.
  void take(List<FileUse> observed) {
    for (var use : observed.subList(Math.min(taken, observed.size()), observed.size())) {
      take(use);
    }
    taken = observed.size();
  }

  private void take(FileUse use) {
    try {
      take(use, Path.of(use.path()).toRealPath());
    } catch (IOException | InvalidPathException e) {
      return; // it is gone, or has a name that cannot be given to the system from here
    }
  }

  private void take(FileUse use, Path path) {
    if (Files.isDirectory(path)) {
      children(path).forEach(file -> note(use, file));
    } else {
      note(use, path);
    }
  }

  private static List<Path> children(Path folder) {
    var files = new ArrayList<Path>();
    try (var children = Files.newDirectoryStream(folder, Files::isRegularFile)) {
      for (var child : children) {
        if (files.size() < MOST) {
          files.add(child);
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return files;
  }

  private void note(FileUse use, Path file) {
    var known = uses.computeIfAbsent(file, none -> new Use());
    double time = use.time() > 0 ? use.time() : Instant.now().toEpochMilli() / 1000.0;
    if (use.access() == Access.READ) {
      known.readFirst |= time < known.written;
      known.read = Math.min(known.read, time);
    } else {
      known.readFirst &= known.read <= time;
      known.written = Math.min(known.written, time);
    }
  }

  /// What the run was given.
  Set<Path> inputs(InputPlaces places) {
    var inputs = new LinkedHashSet<Path>();
    uses.forEach(
        (file, use) -> {
          if (use.read < Double.MAX_VALUE && places.isData(file) && isGiven(file, use)) {
            inputs.add(file);
          }
        });
    return inputs;
  }

  /// What the run fetched or unpacked before it read it, into a folder for data.
  Set<Path> fetched(InputPlaces places) {
    var fetched = new LinkedHashSet<Path>();
    uses.forEach(
        (file, use) -> {
          if (use.read < Double.MAX_VALUE && isInADataFolder(file, places) && places.isData(file)) {
            fetched.add(file);
          }
        });
    return fetched;
  }

  private static boolean isInADataFolder(Path file, InputPlaces places) {
    for (var part = Path.of(places.name(file)).getParent(); part != null; part = part.getParent()) {
      var name = String.valueOf(part.getFileName());
      if (name.equals("data") || name.startsWith("dataset") || name.equals("raw")) {
        return true;
      }
    }
    return false;
  }

  /// There before the run, or changed by it only after it had been read.
  private boolean isGiven(Path file, Use use) {
    try {
      var facts = Files.readAttributes(file, BasicFileAttributes.class);
      if (facts.lastModifiedTime().toInstant().isBefore(started)
          && facts.creationTime().toInstant().isBefore(started)) {
        return true; // opened for writing perhaps, but never written to
      }
      return use.readFirst && facts.creationTime().toInstant().isBefore(started);
    } catch (IOException e) {
      return false;
    }
  }

  /// Whether a file changed after the run had begun.
  boolean isChanged(Path file) {
    try {
      return !Files.getLastModifiedTime(file).toInstant().isBefore(started);
    } catch (IOException e) {
      return true;
    }
  }
}
