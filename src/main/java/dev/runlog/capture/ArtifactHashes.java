package dev.runlog.capture;

import dev.runlog.data.FileHash;
import dev.runlog.data.RawName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Hashes files side by side, the small ones first, until a limit is reached.
final class ArtifactHashes {
  private static final int MOST_THREADS = 4;

  private final Limits limits;
  private final Map<String, List<String>> troubles = new TreeMap<>();
  private final long deadline;

  /// At most so many files, so many bytes in all, so much time.
  record Limits(int files, long bytes, Duration time) {}

  private record Sized(Path file, long bytes, FileTime modified) implements Comparable<Sized> {
    /// The smallest first, so that a limit leaves out as few as can be.
    @Override
    public int compareTo(Sized other) {
      int bySize = Long.compare(bytes, other.bytes);
      return bySize != 0 ? bySize : file.compareTo(other.file);
    }
  }

  /// A file with its name as it goes into the manifest, and its hash as 64 hex digits.
  record Produced(RawName name, long bytes, String sha256) {}

  ArtifactHashes(Limits limits) {
    this.limits = limits;
    this.deadline = System.nanoTime() + limits.time().toNanos();
  }

  /// What went wrong, and with which files.
  Map<String, List<String>> troubles() {
    return troubles;
  }

  /// The files that could be hashed, sorted by name in byte order.
  List<Produced> of(Collection<Path> found, Path project) throws InterruptedException {
    var work = new ConcurrentLinkedQueue<>(withinLimits(found));
    var produced = Collections.synchronizedList(new ArrayList<Produced>());
    int threads =
        Math.min(Math.min(MOST_THREADS, work.size()), Runtime.getRuntime().availableProcessors());
    var hashing = new ArrayList<Thread>();
    for (int i = 0; i < threads; i++) {
      hashing.add(
          Thread.ofPlatform()
              .daemon()
              .name("artifacts-" + i)
              .start(
                  () -> {
                    var hash = new FileHash();
                    for (var file = work.poll(); file != null; file = work.poll()) {
                      hash(file, project, hash).ifPresent(produced::add);
                    }
                  }));
    }
    for (var thread : hashing) {
      thread.join();
    }
    produced.sort((a, b) -> a.name().compareTo(b.name()));
    return produced;
  }

  private List<Sized> withinLimits(Collection<Path> found) {
    var files = new ArrayList<Sized>();
    for (var file : found) {
      size(file).ifPresent(files::add);
    }
    files.sort(Sized::compareTo);
    long total = 0;
    for (int i = 0; i < files.size(); i++) {
      total += files.get(i).bytes();
      if (i >= limits.files() || total > limits.bytes()) {
        var rest = files.subList(i, files.size());
        rest.forEach(file -> trouble("were not hashed, there is too much", file.file()));
        rest.clear();
      }
    }
    return files;
  }

  private Optional<Sized> size(Path file) {
    try {
      var now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return now.isRegularFile()
          ? Optional.of(new Sized(file, now.size(), now.lastModifiedTime()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<Produced> hash(Sized sized, Path project, FileHash hash) {
    var file = sized.file();
    try {
      if (System.nanoTime() > deadline) {
        trouble("were not hashed, it took too long", file);
        return Optional.empty();
      }
      // one that grows for ever would never end
      var sha256 = HexFormat.of().formatHex(hash.of(file, sized.bytes(), bytes -> {}));
      var now = size(file);
      if (now.isPresent() && !now.get().equals(sized)) {
        trouble("were still being written", file);
        return Optional.empty();
      }
      return now.map(same -> new Produced(RawName.of(file, project), same.bytes(), sha256));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      trouble("could not be read", file);
      return Optional.empty();
    }
  }

  private synchronized void trouble(String what, Path file) {
    troubles.computeIfAbsent(what, none -> new ArrayList<>()).add(file.toString());
  }
}
