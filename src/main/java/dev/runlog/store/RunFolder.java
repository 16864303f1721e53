package dev.runlog.store;

import dev.runlog.json.Json;
import dev.runlog.redact.Redactor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The folder of one run. Whoever makes it owns it: `mkdir` is atomic on every file system, also
/// between hosts.
public final class RunFolder {
  private static final int MOST_PER_MINUTE = 100_000;

  private final Path path;

  private RunFolder(Path path) {
    this.path = path;
  }

  /// Makes `outputs/YYYY-MM-DD_HHMM_<name>`, with `_2`, `_3` ... where the name is taken.
  public static RunFolder claim(Path outputs, LocalDateTime start, String name) throws IOException {
    return claim(
        outputs, DateTimeFormatter.ofPattern("yyyy-MM-dd_HHmm").format(start) + "_" + name);
  }

  /// Makes the folder of an id, with `_2`, `_3` ... where it is taken.
  public static RunFolder claim(Path outputs, String id) throws IOException {
    Files.createDirectories(outputs);
    for (int n = 1; n < MOST_PER_MINUTE; n++) {
      var path = outputs.resolve(n == 1 ? id : id + "_" + n);
      try {
        return new RunFolder(Files.createDirectory(path));
      } catch (FileAlreadyExistsException e) {
        // somebody else's; the next number may be free
      }
    }
    throw new IOException("more than " + MOST_PER_MINUTE + " runs named " + id);
  }

  /// A folder that exists.
  public static RunFolder of(Path path) {
    return new RunFolder(path);
  }

  public Path path() {
    return path;
  }

  /// The run's id: the folder's own name.
  public String id() {
    return String.valueOf(path.getFileName());
  }

  public Path file(String name) {
    return path.resolve(name);
  }

  /// Replaces run.json by a masked tree, as a whole or not at all.
  public void writeRun(Map<String, @Nullable Object> tree, Redactor redactor) throws IOException {
    replace("run.json", Json.pretty(redactor.tree(tree)).getBytes(StandardCharsets.UTF_8));
  }

  /// The record as it stands in run.json.
  public Map<String, @Nullable Object> readRun() throws IOException {
    return Json.readObject(Files.readString(file("run.json")));
  }

  /// Replaces a file by a temporary one and a rename, so that a reader never sees half of it.
  public void replace(String name, byte[] content) throws IOException {
    var temporary = file("." + name + "." + ProcessHandle.current().pid());
    try {
      Files.write(temporary, content);
      Files.move(temporary, file(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  /// Takes the folder back: for a run that never began.
  public void delete() throws IOException {
    try (var files = Files.walk(path)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /// Waits until run.json is on the disk itself; slow, so never before the command.
  public void sync() throws IOException {
    try (var channel = FileChannel.open(file("run.json"), StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
