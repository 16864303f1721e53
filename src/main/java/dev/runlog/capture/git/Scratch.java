package dev.runlog.capture.git;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A folder for an index and objects of our own, so that the user's stay as they are; Git reads
/// the user's objects as alternates.
final class Scratch implements AutoCloseable {
  private final Path folder;
  private final Thread atExit;
  private final Path alternates;
  private final Program git;
  private final AtomicInteger indexes = new AtomicInteger();

  Scratch(Program git, Place place) throws IOException {
    var temp = git.variable("TMPDIR");
    var parent = Path.of(temp == null || temp.isEmpty() ? "/tmp" : temp);
    folder = make(parent);
    atExit = new Thread(this::deleteQuietly, "runlog-git-scratch");
    Runtime.getRuntime().addShutdownHook(atExit);
    var objects = folder.resolve("objects");
    Files.createDirectories(objects.resolve("info"));
    alternates = objects.resolve("info/alternates");
    alsoReads(git.cwd(), place);
    this.git =
        fromTheTop(git, place)
            .with("GIT_OBJECT_DIRECTORY", objects.toString())
            .with(
                List.of(
                    // The small index must stay whole, and inside this folder.
                    "-c", "core.splitIndex=false",
                    "-c", "core.untrackedCache=false",
                    "-c", "core.sparseCheckout=false",
                    "-c", "index.sparse=false",
                    "-c", "core.safecrlf=false",
                    "-c", "core.fsync=none",
                    "-c", "core.looseCompression=0",
                    "-c", "lfs.storage=" + folder.resolve("lfs")));
  }

  /// Java's own temporary folders have random names, and the randomness takes 20 ms to be had.
  private static Path make(Path parent) throws IOException {
    var ours = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    var prefix = "runlog-git-" + ProcessHandle.current().pid() + "-";
    for (long n = System.nanoTime(); ; n++) {
      try {
        return Files.createDirectory(parent.resolve(prefix + Long.toString(n, 36)), ours);
      } catch (FileAlreadyExistsException e) {
        // the next number is free
      }
    }
  }

  /// Lets Git read the objects of one more repository, that of the folder `cwd`.
  void alsoReads(Path cwd, Place place) throws IOException {
    var theirs = place.objects();
    if (!theirs.startsWith("/")) {
      theirs = Name.of(cwd) + "/" + theirs;
    }
    Files.write(
        alternates,
        Name.bytes(Name.quoted(theirs) + "\n"),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /// Git takes names on standard input as relative to the working folder.
  private static Program fromTheTop(Program git, Place place) {
    var changed = git;
    if (git.variable("GIT_DIR") != null) {
      changed =
          changed
              .with("GIT_DIR", Name.shown(place.gitDir()))
              .with("GIT_WORK_TREE", Name.shown(place.top()));
    }
    return place.up().isEmpty() ? changed : changed.with(List.of("-C", Name.shown(place.up())));
  }

  /// Git with our objects.
  Program git() {
    return git;
  }

  /// Git with our objects and a new, empty index.
  Program gitWithIndex() {
    var index = folder.resolve("index" + indexes.incrementAndGet());
    return git.with("GIT_INDEX_FILE", index.toString());
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // too late: the hook runs, or has run
    }
    delete();
  }

  /// For a command that could not be started: nobody closes this then.
  private void deleteQuietly() {
    try {
      delete();
    } catch (IOException e) {
      // whoever cleans the temporary folder finds it
    }
  }

  private void delete() throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
