package dev.runlog.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// The content of every file of a data set, byte for byte what
/// `cd P && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum` prints; of a single
/// file, the line for `./<its name>`.
public final class Manifest {
  private static final int PIECE = 1 << 17;

  /// Files from this size on are read first, so that no thread is left with one at the end.
  private static final long LARGE = 32 << 20;

  /// What is read of files that have no size and may have content all the same: the kernel's own,
  /// and those of some file systems in user space.
  private static final long SIZELESS = 64 << 20;

  private final Path input;
  private final Tree tree;
  private final boolean isWhole;
  private final Reading reading;

  private Manifest(Path input, Tree tree, boolean isWhole, Reading reading) {
    this.input = input;
    this.tree = tree;
    this.isWhole = isWhole;
    this.reading = reading;
  }

  /// Of every file. Throws [IOException] where there is nothing at `input` to read.
  public static Manifest of(Path input, Reading reading) throws IOException, InterruptedException {
    if (!Files.isDirectory(input) && !Files.isRegularFile(input)) {
      throw new NoSuchFileException(input.toString(), null, "neither a file nor a folder");
    }
    var manifest = new Manifest(input, Tree.of(input, fill(reading)), true, reading);
    manifest.read();
    return manifest;
  }

  /// Of these files only, which lie below `folder`; all are real paths. What is read is added to
  /// what is known.
  public static Manifest of(Path folder, Collection<Path> files, Reading reading)
      throws IOException, InterruptedException {
    var manifest = new Manifest(folder, Tree.of(folder, files, fill(reading)), false, reading);
    manifest.read();
    return manifest;
  }

  /// The SHA-256, in hexadecimal, of each of these files that can be read and stays as it is; all
  /// are real paths, and most lie below `folder`.
  public static Map<Path, String> sums(Path folder, Collection<Path> files, Reading reading)
      throws IOException, InterruptedException {
    var sums = new HashMap<Path, String>();
    for (var file : of(folder, files, reading).tree.files) {
      if (file.state == Entry.State.READ) {
        sums.put(file.path(), HexFormat.of().formatHex(file.sha256()));
      }
    }
    return sums;
  }

  /// Of which nothing is read but a [#fingerprint], because it is too large.
  public static Manifest sampled(Path input) throws IOException, InterruptedException {
    var tree = Tree.of(input, file -> file.state = Entry.State.LISTED);
    return new Manifest(input, tree, true, Reading.PLAIN);
  }

  /// `sampled:` and 64 hex digits, over the names, sizes and times of all files and over small
  /// pieces of many.
  public String fingerprint() {
    return Sample.of(tree);
  }

  private static Consumer<Entry> fill(Reading reading) {
    return file -> {
      reading.known().fill(file);
      if (file.state == Entry.State.UNREAD) {
        reading.cache().fill(file);
      }
    };
  }

  private void read() throws IOException, InterruptedException {
    var unread = new ArrayList<Entry>();
    long toRead = 0;
    for (var file : tree.files) {
      if (file.state == Entry.State.UNREAD) {
        unread.add(file);
        toRead += file.bytes;
      } else {
        reading.known().add(file);
      }
    }
    reading.total().accept(toRead);
    if (unread.isEmpty()) {
      return;
    }
    unread.sort((a, b) -> Long.compare(large(b), large(a)));
    long racy = reading.cache().isUsed() ? HashCache.racyNanos(input) : 0;
    var next = new AtomicInteger();
    try {
      boolean gently = reading.gently() && toRead > LARGE;
      Workers.run(
          Math.min(Workers.most(), unread.size()),
          () -> {
            if (gently) {
              Priority.lowest();
            }
            work(unread, next, racy);
          });
    } finally {
      reading.cache().flush();
    }
  }

  private static long large(Entry file) {
    return file.bytes < LARGE ? 0 : file.bytes;
  }

  private void work(List<Entry> unread, AtomicInteger next, long racy) throws InterruptedException {
    var hash = new FileHash();
    int i;
    while ((i = next.getAndIncrement()) < unread.size()) {
      var file = unread.get(i);
      long settled = System.currentTimeMillis() * 1_000_000 - racy;
      readTwiceIfNeeded(file, hash);
      if (file.state == Entry.State.READ) {
        reading.cache().add(file, settled);
        reading.known().add(file);
      }
    }
  }

  /// A file that changes while it is read, or since it was found, is read once more.
  private void readTwiceIfNeeded(Entry file, FileHash hash) throws InterruptedException {
    try {
      var path = file.path();
      for (int attempt = 0; attempt < 2 && file.state != Entry.State.READ; attempt++) {
        var before = file.stat();
        long most = before.bytes() == 0 ? SIZELESS : before.bytes();
        file.sha256(hash.of(path, most, reading.progress()));
        file.stat(Stat.of(path));
        boolean same = file.stat().equals(before) && !hash.isMore();
        file.state = same ? Entry.State.READ : Entry.State.UNSTABLE;
      }
    } catch (NoSuchFileException e) {
      file.state = Entry.State.GONE;
    } catch (IOException e) {
      if (e instanceof InterruptedIOException || Thread.interrupted()) {
        throw new InterruptedException();
      }
      file.state = Entry.State.UNREADABLE;
    }
  }

  /// Writes the manifest into a file; returns `sha256:` and its SHA-256.
  public String write(Path file) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      return write(out);
    }
  }

  /// The same to a stream, which stays open.
  public String write(OutputStream to) throws IOException {
    var sha = FileHash.sha256();
    var out = new BufferedOutputStream(new DigestOutputStream(to, sha), PIECE);
    for (var file : tree.files) {
      if (file.isHashed()) {
        file.line(out);
      }
    }
    out.flush();
    return "sha256:" + HexFormat.of().formatHex(sha.digest());
  }

  private static boolean counts(Entry file) {
    return file.isHashed() || file.state == Entry.State.LISTED;
  }

  /// How many files the manifest names.
  public long files() {
    long files = 0;
    for (var file : tree.files) {
      files += counts(file) ? 1 : 0;
    }
    return files;
  }

  /// The sum of their sizes.
  public long bytes() {
    long bytes = 0;
    for (var file : tree.files) {
      bytes += counts(file) ? file.bytes : 0;
    }
    return bytes;
  }

  /// Files and folders that could not be read and are not in the manifest.
  public List<String> unreadable() {
    var all = new ArrayList<>(tree.report.unreadable);
    all.addAll(names(Entry.State.UNREADABLE));
    return all;
  }

  /// Files that changed or went while they were read.
  public List<String> unstable() {
    var all = new ArrayList<>(tree.report.gone);
    all.addAll(names(Entry.State.UNSTABLE));
    all.addAll(names(Entry.State.GONE));
    return all;
  }

  /// Devices, sockets and pipes: `find -type f` passes over them, and so does the manifest.
  public List<String> special() {
    return List.copyOf(tree.report.special);
  }

  /// How many symbolic links there are; none is followed.
  public long links() {
    return tree.report.links.get();
  }

  /// Files that were added, removed or changed since they were read, told by their size, times
  /// and inode and, where these differ, by their content; those of [#unstable] are among them.
  public List<String> changedSince() throws IOException, InterruptedException {
    var comparison = new Since(tree.files);
    if (isWhole) {
      Tree.walk(input, comparison::there);
      comparison.gone(tree.files.size());
    } else {
      tree.files.forEach(comparison::known);
    }
    return comparison.changed();
  }

  private List<String> names(Entry.State state) {
    var names = new ArrayList<String>();
    for (var file : tree.files) {
      if (file.state == state) {
        names.add(file.whole().line());
      }
    }
    return names;
  }
}
