package dev.runlog.capture.python;

import dev.runlog.model.World;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The probe's Python files: those of the program, and the copy of them in the user's cache where
/// Python may keep its byte-code.
record ProbeFiles(Path bootstrap, Path probe) {

  /// The program's own files, with the probe from the cache where that can be had.
  static ProbeFiles of(World world) throws IOException {
    var program = Path.of(System.getProperty("runlog.python", "src/main/python")).toAbsolutePath();
    if (!Files.isRegularFile(program.resolve("sitecustomize.py"))) {
      throw new IOException("no probe at " + program);
    }
    return new ProbeFiles(program.resolve("sitecustomize.py"), shared(program, world));
  }

  private static Path shared(Path program, World world) throws IOException {
    var files = files(program.resolve("_runlog"));
    var home = world.cache().toAbsolutePath().resolve("python").resolve(identity(files));
    var probe = home.resolve("_runlog");
    if (Files.isRegularFile(probe.resolve("probe.py")) && isOurs(home)) {
      return probe;
    }
    try {
      copy(program, files, home);
      return probe;
    } catch (IOException e) {
      return program.resolve("_runlog"); // slower by the time to compile it, but all there
    }
  }

  /// A folder in a place where others can write is not to be trusted.
  private static boolean isOurs(Path home) throws IOException {
    var user = Files.getOwner(home, LinkOption.NOFOLLOW_LINKS);
    return user.equals(Files.getOwner(Path.of("/proc/self")))
        || !Files.exists(Path.of("/proc/self"));
  }

  /// Complete or not there, whoever else does the same at this moment.
  private static void copy(Path program, List<Path> files, Path home) throws IOException {
    Files.createDirectories(home.getParent());
    var half = Files.createTempDirectory(home.getParent(), ".half-");
    for (var file : files) {
      var target = half.resolve(program.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
    try {
      Files.move(half, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
      Folders.delete(half);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    var files = new ArrayList<Path>();
    try (var children = Files.newDirectoryStream(folder)) {
      for (var child : children) {
        if (child.toString().endsWith(".py")) {
          files.add(child);
        } else if (child.endsWith("on")) {
          files.addAll(files(child));
        }
      }
    }
    Collections.sort(files);
    return files;
  }

  /// Names files that are equal by name, size and time: to read and sum up their content would
  /// cost every run 10 ms.
  private static String identity(List<Path> files) throws IOException {
    long sum = 0;
    for (var file : files) {
      var facts = Files.readAttributes(file, BasicFileAttributes.class);
      sum = 31 * sum + file.getFileName().hashCode();
      sum = 31 * sum + facts.size();
      sum = 31 * sum + facts.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    }
    return Long.toHexString(sum);
  }
}
