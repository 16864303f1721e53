package dev.runlog.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/// The content of every file of a data set, byte for byte what
/// `cd P && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum` prints; of a single
/// file, the line for `./<its name>`.
public final class Manifest {
  private static final int BUFFER = 1 << 18;
  private static final int MOST_THREADS = 8;

  private final Path input;
  private final Tree tree;
  private final boolean isWhole;
  private final Contents known;

  private Manifest(Path input, Tree tree, boolean isWhole, Contents known) {
    this.input = input;
    this.tree = tree;
    this.isWhole = isWhole;
    this.known = known;
  }

  /// Reads every file; `progress` is given the bytes of each piece read, from any thread. Throws
  /// [IOException] where there is nothing at `input` to read.
  public static Manifest of(Path input, LongConsumer progress)
      throws IOException, InterruptedException {
    return of(input, new Contents(), progress);
  }

  /// The same, where the content of some files is known already.
  public static Manifest of(Path input, Contents known, LongConsumer progress)
      throws IOException, InterruptedException {
    if (!Files.isDirectory(input) && !Files.isRegularFile(input)) {
      throw new NoSuchFileException(input.toString(), null, "neither a file nor a folder");
    }
    var manifest = new Manifest(input, Tree.of(input), true, known);
    manifest.read(progress);
    return manifest;
  }

  /// Of these files only, which lie below `folder`; all are real paths. What is read is added to
  /// what is known.
  public static Manifest of(
      Path folder, Collection<Path> files, Contents known, LongConsumer progress)
      throws IOException, InterruptedException {
    var manifest = new Manifest(folder, Tree.of(folder, files), false, known);
    manifest.read(progress);
    return manifest;
  }

  private void read(LongConsumer progress) throws IOException, InterruptedException {
    int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    threads = Math.max(1, Math.min(threads, tree.files.size()));
    var next = new AtomicInteger();
    var workers = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < threads; i++) {
      workers.add(() -> work(next, progress));
    }
    // on an interrupt, invokeAll interrupts the workers, which stop at their next piece
    try (var pool = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory())) {
      for (var worker : pool.invokeAll(workers)) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private Boolean work(AtomicInteger next, LongConsumer progress) throws InterruptedException {
    var sha = sha256();
    var buffer = new byte[BUFFER];
    int i;
    while ((i = next.getAndIncrement()) < tree.files.size()) {
      var file = tree.files.get(i);
      if (!known.fill(file)) {
        readTwiceIfNeeded(file, sha, buffer, progress);
        known.add(file);
      }
    }
    return true;
  }

  /// A file that changes while it is read is read once more.
  private static void readTwiceIfNeeded(
      Tree.Found file, MessageDigest sha, byte[] buffer, LongConsumer progress)
      throws InterruptedException {
    var entry = file.entry();
    try {
      for (int attempt = 0; attempt < 2 && entry.state != Entry.State.READ; attempt++) {
        var before = Stat.of(file.path());
        digest(file.path(), before.bytes(), sha, buffer, progress);
        entry.sha256 = sha.digest();
        entry.stat = Stat.of(file.path());
        entry.state = entry.stat.equals(before) ? Entry.State.READ : Entry.State.UNSTABLE;
      }
    } catch (NoSuchFileException e) {
      entry.state = Entry.State.GONE;
    } catch (IOException e) {
      entry.state = Entry.State.UNREADABLE;
    }
  }

  /// Reads no further than the file's size was, or a growing file would never end.
  private static void digest(
      Path file, long size, MessageDigest sha, byte[] buffer, LongConsumer progress)
      throws IOException, InterruptedException {
    sha.reset();
    try (var in = Files.newInputStream(file)) {
      long left = size;
      int count;
      while (left > 0 && (count = in.read(buffer, 0, (int) Math.min(left, BUFFER))) >= 0) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        sha.update(buffer, 0, count);
        left -= count;
        progress.accept(count);
      }
    }
  }

  /// Writes the manifest; returns `sha256:` and its SHA-256.
  public String write(Path file) throws IOException {
    var sha = sha256();
    try (var out =
        new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), sha)) {
      write(out);
    }
    return "sha256:" + HexFormat.of().formatHex(sha.digest());
  }

  void write(OutputStream out) throws IOException {
    for (var file : tree.files) {
      if (isHashed(file.entry())) {
        out.write(file.entry().line());
      }
    }
  }

  /// How many files the manifest names.
  public long files() {
    return tree.files.stream().filter(file -> isHashed(file.entry())).count();
  }

  /// The sum of their sizes.
  public long bytes() {
    long bytes = 0;
    for (var file : tree.files) {
      var stat = file.entry().stat;
      bytes += stat != null && isHashed(file.entry()) ? stat.bytes() : 0;
    }
    return bytes;
  }

  /// Files and folders that could not be read and are not in the manifest.
  public List<String> unreadable() {
    var all = new ArrayList<>(tree.unreadable);
    all.addAll(names(Entry.State.UNREADABLE));
    return all;
  }

  /// Files that changed or went while they were read.
  public List<String> unstable() {
    var all = names(Entry.State.UNSTABLE);
    all.addAll(names(Entry.State.GONE));
    return all;
  }

  /// Files that were added, removed or changed since they were read, told by their size, times
  /// and inode and, where these differ, by their content; those of [#unstable] are among them.
  public List<String> changedSince() throws IOException {
    var changed = new ArrayList<String>();
    var now =
        isWhole ? Files.exists(input) ? Tree.of(input).files : List.<Tree.Found>of() : tree.files;
    int i = 0;
    int j = 0;
    while (i < tree.files.size() || j < now.size()) {
      int order = order(i, now, j);
      var name = order <= 0 ? tree.files.get(i).entry().name : now.get(j).entry().name;
      if (order != 0 || isChanged(tree.files.get(i))) {
        changed.add(name.line());
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return changed;
  }

  private int order(int i, List<Tree.Found> now, int j) {
    if (i == tree.files.size() || j == now.size()) {
      return i == tree.files.size() ? 1 : -1;
    }
    return tree.files.get(i).entry().name.compareTo(now.get(j).entry().name);
  }

  private static boolean isChanged(Tree.Found file) {
    try {
      return switch (file.entry().state) {
        case READ -> {
          var now = Stat.of(file.path());
          yield !now.equals(file.entry().stat) && !isSameContent(file, now.bytes());
        }
        case UNREAD, UNSTABLE, GONE -> true;
        case UNREADABLE -> false;
      };
    } catch (IOException e) {
      return true;
    }
  }

  /// A file that was only touched, linked or put back did not change.
  private static boolean isSameContent(Tree.Found file, long size) throws IOException {
    var sha = sha256();
    try {
      digest(file.path(), size, sha, new byte[BUFFER], bytes -> {});
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return Arrays.equals(sha.digest(), file.entry().sha256);
  }

  private List<String> names(Entry.State state) {
    var names = new ArrayList<String>();
    for (var file : tree.files) {
      if (file.entry().state == state) {
        names.add(file.entry().name.line());
      }
    }
    return names;
  }

  private static boolean isHashed(Entry entry) {
    return entry.state == Entry.State.READ || entry.state == Entry.State.UNSTABLE;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
