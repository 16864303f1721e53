package dev.runlog.sync.wandb;

import dev.runlog.json.Json;
import dev.runlog.sync.Outgoing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes an offline run folder: the log and, in `files/`, what is uploaded with it. It is made
/// under another name and renamed when it is whole.
final class WandbFolder {
  static final String METADATA = "wandb-metadata.json";
  private static final Map<String, String> NAMES =
      Map.of("requirements_freeze.txt", "requirements.txt", "changes.patch", "diff.patch");

  private final Outgoing run;
  private final List<String> leftOut = new ArrayList<>();

  WandbFolder(Outgoing run) {
    this.run = run;
  }

  List<String> leftOut() {
    return leftOut;
  }

  /// Writes everything into an empty folder.
  long write(Path folder, RunLog.Filed filed, long limit) throws IOException {
    var files = Files.createDirectories(folder.resolve("files"));
    var names = new ArrayList<String>();
    Files.writeString(files.resolve(METADATA), Json.pretty(metadata()));
    names.add(METADATA);
    for (var file : run.ownFiles()) {
      var name = String.valueOf(file.getFileName());
      if (name.equals("train.log") && Files.size(file) <= 10 << 20) {
        continue; // is in the log, line by line
      }
      if (Files.size(file) > limit) {
        leftOut.add(name + ": over the limit");
      } else {
        copy(file, files, NAMES.getOrDefault(name, name), names);
      }
    }
    var artifacts = run.artifacts(limit);
    leftOut.addAll(artifacts.leftOut());
    for (var artifact : artifacts.sent()) {
      copy(artifact.file(), files, "artifacts/" + artifact.name(), names);
    }
    return new RunLog(run, filed).write(folder.resolve("run-" + filed.id() + ".wandb"), names);
  }

  private void copy(Path from, Path files, String name, List<String> names) throws IOException {
    var to = files.resolve(name).normalize();
    var parent = to.getParent();
    if (!to.startsWith(files) || parent == null) {
      leftOut.add(name + ": lies outside of the project");
      return;
    }
    Files.createDirectories(parent);
    Files.copy(from, to);
    names.add(name);
  }

  private Map<String, @Nullable Object> metadata() {
    var command = run.run().command();
    var environment = run.run().environment();
    var argv = command.argv();
    var metadata = new LinkedHashMap<String, @Nullable Object>();
    metadata.put("os", environment.get("platform"));
    metadata.put("python", environment.get("python"));
    metadata.put("startedAt", run.run().timestamp().start());
    metadata.put("executable", argv.isEmpty() ? null : argv.getFirst());
    metadata.put("program", argv.size() < 2 ? null : argv.get(1));
    metadata.put("args", argv.subList(Math.min(2, argv.size()), argv.size()));
    metadata.put("host", command.host());
    metadata.put("username", command.user());
    metadata.put("cpu_count", environment.get("cores"));
    metadata.put("gpu", environment.get("gpu"));
    var git = run.run().git();
    if (git != null) {
      var source = new LinkedHashMap<String, @Nullable Object>();
      source.put("remote", git.remote());
      source.put("commit", git.commit());
      metadata.put("git", source);
    }
    metadata.values().removeIf(java.util.Objects::isNull);
    return metadata;
  }

  /// Deletes a folder with all that is in it; does nothing where there is none.
  static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var all = Files.walk(folder)) {
      for (var one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }
}
