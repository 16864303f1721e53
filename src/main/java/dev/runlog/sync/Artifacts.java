package dev.runlog.sync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The files that a run made, as artifacts_manifest.txt lists them: those that are sent, and a
/// line for each that is not.
public record Artifacts(List<Artifact> sent, List<String> leftOut) {
  private static final int HASH = 64;

  /// A file with its SHA-256; `name` is its path in the project.
  public record Artifact(String name, Path file, long bytes, String hash) {}

  static Artifacts of(Outgoing run, long limit) {
    var left = new ArrayList<String>();
    var listed = listed(run, left);
    listed.sort(Comparator.comparingLong(Artifact::bytes));
    var sent = new ArrayList<Artifact>();
    long total = 0;
    for (var artifact : listed) {
      if (total + artifact.bytes() > limit) {
        left.add(artifact.name() + ": over the limit, " + size(artifact.bytes()));
      } else if (!isSame(artifact)) {
        left.add(artifact.name() + ": changed since the run");
      } else {
        total += artifact.bytes();
        sent.add(artifact);
      }
    }
    return new Artifacts(sent, left);
  }

  private static List<Artifact> listed(Outgoing run, List<String> left) {
    var listed = new ArrayList<Artifact>();
    var manifest = run.folder().resolve("artifacts_manifest.txt");
    if (!Files.exists(manifest)) {
      return listed;
    }
    try {
      for (var line :
          new String(Files.readAllBytes(manifest), StandardCharsets.UTF_8).split("\n")) {
        if (line.length() > HASH + 2 && !line.startsWith("\\")) {
          add(run.project(), line.substring(0, HASH), line.substring(HASH + 2), listed, left);
        }
      }
    } catch (IOException e) {
      left.add("artifacts_manifest.txt: cannot be read");
    }
    return listed;
  }

  private static void add(
      Path project, String hash, String name, List<Artifact> listed, List<String> left) {
    try {
      var file = project.resolve(name);
      if (Files.isRegularFile(file)) {
        listed.add(new Artifact(name, file, Files.size(file), hash));
        return;
      }
    } catch (IOException | InvalidPathException e) {
      // as one that is gone
    }
    left.add(name + ": no longer there");
  }

  private static boolean isSame(Artifact artifact) {
    try {
      return Digest.of(artifact.file()).equals(artifact.hash());
    } catch (IOException e) {
      return false;
    }
  }

  /// `12.5 MiB`.
  public static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " bytes";
    }
    double value = bytes / 1024.0;
    var units = List.of("KiB", "MiB", "GiB", "TiB");
    int unit = 0;
    while (value >= 1024 && unit < units.size() - 1) {
      value /= 1024;
      unit++;
    }
    return Math.round(value * 10) / 10.0 + " " + units.get(unit);
  }
}
