package dev.runlog.cli;

import dev.runlog.data.HashCache;
import dev.runlog.data.Manifest;
import dev.runlog.data.ProgressLine;
import dev.runlog.data.Reading;
import dev.runlog.json.Canonical;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads data for a person who waits: with the cache, and a bar where there is a terminal. When
/// the program is ended early, what was read stays in the cache, and no manifest is half there.
final class DataReader implements AutoCloseable {
  private static final long PATIENCE = Duration.ofMillis(500).toNanos();
  private static final long BETWEEN = Duration.ofMillis(200).toNanos();

  private static final int MOST_NAMED = 100;

  private final World world;
  private final HashCache cache;
  private final boolean terminal;
  private final Thread end = new Thread(this::ended);
  private volatile @Nullable Path unfinished;
  private long started = System.nanoTime();
  private long looked = started;
  private long total;
  private long done;
  private boolean shown;

  DataReader(World world, boolean noCache) {
    this.world = world;
    this.cache = noCache ? HashCache.none() : HashCache.of(world);
    this.terminal = world.isTerminal(2);
    Runtime.getRuntime().addShutdownHook(end);
  }

  /// Reads all of a path. What is not there is a [Problem].
  Manifest read(Path path) throws IOException, InterruptedException {
    if (!Files.isRegularFile(path) && !Files.isDirectory(path)) {
      throw Problem.notFound(
          "data: "
              + path
              + (Files.exists(path) ? " is neither a file nor a folder" : " does not exist"));
    }
    try {
      return Manifest.of(path, reading());
    } finally {
      clear();
    }
  }

  /// Reads some files of a folder.
  Manifest read(Path folder, List<Path> files) throws IOException, InterruptedException {
    try {
      return Manifest.of(folder, files, reading());
    } finally {
      clear();
    }
  }

  /// With the cache and the bar, which [#clear] takes away.
  Reading reading() {
    return Reading.PLAIN.with(cache).watchedBy(this::expect, this::progress);
  }

  /// How many bytes were not in the cache and were read.
  synchronized long bytesRead() {
    return done;
  }

  private synchronized void expect(long bytes) {
    started = System.nanoTime();
    total = bytes;
    done = 0;
  }

  private synchronized void progress(long bytes) {
    done += bytes;
    long now = System.nanoTime();
    if (terminal && now - started >= PATIENCE && now - looked >= BETWEEN) {
      looked = now;
      shown = true;
      world.err().print("\r" + ProgressLine.text(done, total, now - started) + "\033[K");
      world.err().flush();
    }
  }

  synchronized void clear() {
    if (shown) {
      world.err().print("\r\033[K");
      world.err().flush();
      shown = false;
    }
  }

  /// Writes a manifest as a whole or not at all, except into what is no file, such as a pipe;
  /// returns its hash. Where that cannot be, a [Problem].
  String write(Manifest manifest, Path file) {
    try {
      boolean isThere = Files.exists(file);
      return isThere && !Files.isRegularFile(file)
          ? manifest.write(file)
          : whole(manifest, isThere ? file.toRealPath() : file);
    } catch (IOException e) {
      throw Problem.notFound("data: " + file + " cannot be written: " + ComparedRuns.why(e));
    }
  }

  private String whole(Manifest manifest, Path file) throws IOException {
    var temporary =
        file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid());
    unfinished = temporary;
    try {
      var hash = manifest.write(temporary);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      return hash;
    } finally {
      Files.deleteIfExists(temporary);
      unfinished = null;
    }
  }

  /// Keeps a manifest for a later check, where that can be; returns its hash.
  String keep(Manifest manifest, Path path) throws IOException {
    try {
      Files.createDirectories(world.state().resolve("manifests"));
      return whole(manifest, kept(path));
    } catch (IOException e) {
      world.err().println("runlog: not kept for 'runlog data check': " + ComparedRuns.why(e));
      return manifest.write(OutputStream.nullOutputStream());
    }
  }

  /// Where the last manifest of a path is kept.
  Path kept(Path path) throws IOException {
    var name = path.toRealPath().toUri().getRawPath();
    var hash = Canonical.sha256(name.getBytes(StandardCharsets.UTF_8)).substring(7, 39);
    return world.state().resolve("manifests").resolve(hash + ".txt");
  }

  /// The path that was typed.
  Path path(String typed) {
    try {
      return world.cwd().resolve(typed);
    } catch (InvalidPathException e) {
      throw Problem.usage("data: '" + typed + "' is no path: " + e.getReason());
    }
  }

  /// Says on standard error what is not in a manifest; returns the exit code.
  int trouble(Manifest manifest, String path) {
    boolean complete = true;
    complete &= named(path, "could not be read", manifest.unreadable());
    complete &= named(path, "changed or went while being read", manifest.unstable());
    complete &= named(path, "are devices, sockets or pipes, and left out", manifest.special());
    if (manifest.links() > 0 && manifest.files() == 0) {
      world.err().println("runlog: " + path + ": all it holds are links, which are not followed");
    }
    return complete ? 0 : DataCommand.INCOMPLETE;
  }

  private boolean named(String path, String what, List<String> names) {
    if (names.isEmpty()) {
      return true;
    }
    world.err().println("runlog: " + path + ": " + names.size() + " " + what + ":");
    names.stream().limit(MOST_NAMED).forEach(name -> world.err().println("  " + name));
    if (names.size() > MOST_NAMED) {
      world.err().println("  and " + (names.size() - MOST_NAMED) + " more; --json names all");
    }
    return false;
  }

  /// So many of them, in words.
  static String files(long count) {
    return count == 1 ? "1 file" : count + " files";
  }

  private void ended() {
    cache.flush();
    var file = unfinished;
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // its name says that it is a temporary file
    }
    if (shown) {
      world.err().println();
    }
  }

  @Override
  public void close() {
    cache.flush();
    Runtime.getRuntime().removeShutdownHook(end);
  }
}
