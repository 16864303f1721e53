package dev.runlog.data;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The regular files below a folder, as `find . -type f` finds them: links are not followed.
final class Tree extends SimpleFileVisitor<Path> {
  final List<Found> files = new ArrayList<>();
  final List<String> unreadable = new ArrayList<>();
  private final Path base;

  /// The sizes of all files together, as they were when they were found.
  long bytes;

  /// A file: the path that opens it, and its name's bytes.
  record Found(Path path, Entry entry) {}

  private Tree(Path base) {
    this.base = base;
  }

  /// Finds the files of `input`, sorted by name in byte order; a single file is a tree of one.
  static Tree of(Path input) throws IOException {
    if (!Files.isDirectory(input)) {
      var tree = new Tree(requireNonNull(input.toAbsolutePath().getParent()));
      tree.add(input.toAbsolutePath());
      tree.bytes = Files.size(input);
      return tree;
    }
    var tree = new Tree(input.toRealPath());
    Files.walkFileTree(tree.base, tree);
    tree.files.sort((a, b) -> a.entry().name.compareTo(b.entry().name));
    return tree;
  }

  /// These files, which lie below `folder`.
  static Tree of(Path folder, Collection<Path> files) {
    var tree = new Tree(folder);
    files.forEach(tree::add);
    tree.files.sort((a, b) -> a.entry().name.compareTo(b.entry().name));
    return tree;
  }

  private void add(Path file) {
    files.add(new Found(file, new Entry(RawName.of(file, base))));
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException();
    }
    if (attributes.isRegularFile()) {
      add(file);
      bytes += attributes.size();
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException why) {
    unreadable.add(RawName.of(file, base).line());
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException why) {
    if (why != null) {
      unreadable.add(RawName.of(folder, base).line());
    }
    return FileVisitResult.CONTINUE;
  }
}
