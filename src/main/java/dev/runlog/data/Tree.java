package dev.runlog.data;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The regular files below a folder, as `find . -type f` finds them: links are not followed.
final class Tree {
  private static final int MOST_THREADS = 4;

  final List<Entry> files = new ArrayList<>();
  final Report report = new Report();
  private final Folder top;

  /// What was met beside the files; from any thread.
  static final class Report {
    static final int MANY = 2000;

    final List<String> unreadable = Collections.synchronizedList(new ArrayList<>());
    final List<String> gone = Collections.synchronizedList(new ArrayList<>());
    final List<String> special = Collections.synchronizedList(new ArrayList<>());
    final AtomicLong links = new AtomicLong();
    private final AtomicLong seen = new AtomicLong();

    void unreadable(String name) {
      unreadable.add(name);
    }

    void gone(String name) {
      gone.add(name);
    }

    /// A device, a socket or a pipe.
    void special(String name) {
      special.add(name);
    }

    void link() {
      links.incrementAndGet();
    }

    /// Whether so much was seen that the faster way of listing is worth its start.
    boolean isLarge() {
      return seen.get() > MANY;
    }
  }

  private Tree(Path base) {
    this.top = new Folder(base);
  }

  /// Finds the files of `input`, sorted by name in byte order; a single file is a tree of one.
  /// `found` is given each of them first, from any thread.
  static Tree of(Path input, Consumer<Entry> found) throws IOException, InterruptedException {
    if (!Files.isDirectory(input)) {
      var file = input.toAbsolutePath();
      var tree = new Tree(requireNonNull(file.getParent()));
      var target = Files.isSymbolicLink(file) ? file.toRealPath() : file;
      var entry = new Entry(tree.top, RawName.of(file, tree.top.path()).bytes(), target);
      entry.stat(Stat.of(target));
      found.accept(entry);
      tree.files.add(entry);
      return tree;
    }
    var tree = new Tree(input.toRealPath());
    tree.new Listing(found).run();
    tree.top.walk(tree.report, tree.files::add);
    return tree;
  }

  /// These files, which lie below `folder`.
  static Tree of(Path folder, Collection<Path> files, Consumer<Entry> found) {
    var tree = new Tree(folder);
    for (var file : files) {
      var entry = new Entry(tree.top, RawName.of(file, folder).bytes(), file);
      try {
        entry.stat(Stat.of(file));
        found.accept(entry);
      } catch (IOException e) {
        entry.state = Entry.State.GONE;
      }
      tree.files.add(entry);
    }
    tree.files.sort(Node::compare);
    return tree;
  }

  /// Gives the files that are there now one after the other, in the order of a tree, and keeps
  /// none of them.
  static void walk(Path input, Consumer<Entry> files) throws IOException, InterruptedException {
    if (Files.isDirectory(input)) {
      new Folder(input.toRealPath()).walk(new Report(), files);
    } else if (Files.exists(input)) {
      of(input, entry -> {}).files.forEach(files);
    }
  }

  /// Lists folders side by side; those found last come first, so that few are waiting.
  private final class Listing {
    private final Consumer<Entry> found;
    private final ArrayDeque<Folder> waiting = new ArrayDeque<>();
    private int open = 1;

    Listing(Consumer<Entry> found) {
      this.found = found;
      waiting.add(top);
    }

    void run() throws InterruptedException, IOException {
      var threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
      Workers.run(threads, this::work);
    }

    private void work() throws InterruptedException {
      for (var folder = next(); folder != null; folder = next()) {
        var folders = List.<Folder>of();
        try {
          folders = folder.list(report);
          var files = folder.files();
          files.forEach(found);
          report.seen.addAndGet(files.size());
        } finally {
          done(folders);
        }
      }
    }

    private synchronized @Nullable Folder next() throws InterruptedException {
      while (waiting.isEmpty() && open > 0) {
        wait();
      }
      return waiting.pollLast();
    }

    private synchronized void done(List<Folder> folders) {
      waiting.addAll(folders);
      open += folders.size() - 1;
      notifyAll();
    }
  }
}
