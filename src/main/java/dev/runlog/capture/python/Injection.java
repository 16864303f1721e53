package dev.runlog.capture.python;

import dev.runlog.capture.Setting;
import dev.runlog.data.RawName;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The folder on the child's PYTHONPATH through which Python starts the probe; `events` is where
/// the probe writes.
record Injection(Path folder, Path events) {
  private static final List<String> BOOTSTRAPS = List.of("sitecustomize.py", "usercustomize.py");

  /// Makes the folder and puts it first on the child's PYTHONPATH.
  static Injection into(Setting setting) throws IOException {
    var files = ProbeFiles.of(setting.world());
    var events = Files.createDirectories(events(setting));
    var injection = new Injection(place(setting, events), events);
    for (var name : BOOTSTRAPS) {
      Files.copy(files.bootstrap(), injection.folder.resolve(name));
    }
    Files.write(injection.folder.resolve("settings"), settings(setting, files, events));
    injection.addTo(setting.childEnvironment());
    return injection;
  }

  /// Where the probe writes the events of a run.
  static Path events(Setting setting) {
    return setting.folder().toAbsolutePath().resolve("probe");
  }

  /// The events' own folder, or one in the cache where its name cannot stand in PYTHONPATH.
  private static Path place(Setting setting, Path events) throws IOException {
    if (canStandInAPath(events)) {
      return events;
    }
    var cache = setting.world().cache().toAbsolutePath().resolve("inject");
    if (!canStandInAPath(cache)) {
      throw new IOException("the name of the run folder cannot stand in PYTHONPATH");
    }
    return Files.createTempDirectory(Files.createDirectories(cache), "run-");
  }

  private static boolean canStandInAPath(Path folder) {
    var name = folder.toString();
    return !name.contains(File.pathSeparator)
        && name.indexOf('\uFFFD') < 0
        && name.indexOf('\n') < 0;
  }

  private static byte[] settings(Setting setting, ProbeFiles files, Path events) {
    var out = new ByteArrayOutputStream();
    line(out, "probe", RawName.of(files.probe()).bytes());
    line(out, "events", RawName.of(events).bytes());
    line(out, "files", setting.plan().settings().observeFiles() ? "1" : "0");
    line(out, "redact", String.join(",", setting.plan().settings().redact()));
    return out.toByteArray();
  }

  private static void line(ByteArrayOutputStream out, String name, String value) {
    line(out, name, value.replace('\n', ' ').getBytes(StandardCharsets.UTF_8));
  }

  private static void line(ByteArrayOutputStream out, String name, byte[] value) {
    out.writeBytes((name + "=").getBytes(StandardCharsets.UTF_8));
    out.writeBytes(value);
    out.write('\n');
  }

  private void addTo(java.util.Map<String, String> environment) {
    var before = environment.get("PYTHONPATH");
    // an empty entry would put the current folder on Python's path
    environment.put(
        "PYTHONPATH",
        before == null || before.isEmpty()
            ? folder.toString()
            : folder + File.pathSeparator + before);
  }

  /// Whether a process of the run is left that may start a Python.
  boolean isInUse() {
    return InUse.byAnyProcess(folder);
  }

  /// Takes the bootstrap away; the events stay.
  void remove() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    for (var name : BOOTSTRAPS) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.deleteIfExists(folder.resolve("settings"));
    if (Files.isDirectory(folder.resolve("__pycache__"))) {
      Folders.delete(folder.resolve("__pycache__"));
    }
    deleteIfEmpty(folder);
    if (!folder.equals(events)) {
      deleteIfEmpty(events);
    }
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try (var children = Files.newDirectoryStream(folder)) {
      if (!children.iterator().hasNext()) {
        Files.delete(folder);
      }
    }
  }
}
