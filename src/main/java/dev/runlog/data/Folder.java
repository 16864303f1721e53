package dev.runlog.data;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A folder of a tree, listed when it is first looked into.
final class Folder implements Node {
  private static final byte[] NO_NAME = {};

  private final @Nullable Folder parent;
  private final byte[] name;
  private @Nullable Path path;

  /// What stands before the names of its files in a manifest; ends in a slash where not empty.
  final byte[] prefix;

  /// Its files and folders in the order of the manifest; null before it is listed.
  private @Nullable List<Node> nodes;

  /// The folder that a manifest is of.
  Folder(Path path) {
    this.parent = null;
    this.name = NO_NAME;
    this.path = path;
    this.prefix = NO_NAME;
  }

  Folder(Folder parent, byte[] name) {
    this.parent = parent;
    this.name = name;
    this.prefix = new byte[parent.prefix.length + name.length + 1];
    System.arraycopy(parent.prefix, 0, prefix, 0, parent.prefix.length);
    System.arraycopy(name, 0, prefix, parent.prefix.length, name.length);
    prefix[prefix.length - 1] = '/';
  }

  @Override
  public byte[] name() {
    return name;
  }

  synchronized Path path() {
    if (path == null && parent != null) {
      path = RawName.of(name).in(parent.path());
    }
    return requireNonNull(path);
  }

  /// Lists it; returns the folders in it.
  List<Folder> list(Tree.Report report) {
    var found = new ArrayList<Node>();
    try {
      if (!report.isLarge() || !natively(found, report)) {
        plainly(found, report);
      }
    } catch (NoSuchFileException e) {
      report.gone(shown());
    } catch (IOException | DirectoryIteratorException e) {
      report.unreadable(shown());
    }
    found.sort(Node::compare);
    nodes = found;
    var folders = new ArrayList<Folder>();
    for (var node : found) {
      if (node instanceof Folder folder) {
        folders.add(folder);
      }
    }
    return folders;
  }

  /// False where this machine has no such way.
  private boolean natively(List<Node> found, Tree.Report report) throws IOException {
    var disk = NativeDisk.get();
    if (disk != null) {
      disk.list(this, found, report);
    }
    return disk != null;
  }

  private void plainly(List<Node> found, Tree.Report report) throws IOException {
    var paths = new ArrayList<Path>();
    try (var children = Files.newDirectoryStream(path())) {
      children.forEach(paths::add);
    }
    if (paths.size() > Tree.Report.MANY && natively(found, report)) {
      return;
    }
    for (var child : paths) {
      try {
        add(RawName.of(child, path()).bytes(), child, found, report);
      } catch (NoSuchFileException e) {
        report.gone(shown(child));
      } catch (IOException e) {
        report.unreadable(shown(child));
      }
    }
  }

  /// Its files, once it is listed.
  List<Entry> files() {
    var files = new ArrayList<Entry>();
    for (var node : requireNonNull(nodes)) {
      if (node instanceof Entry entry) {
        files.add(entry);
      }
    }
    return files;
  }

  private void add(byte[] child, Path at, List<Node> found, Tree.Report report) throws IOException {
    var all = Stat.attributes(at);
    int type = Stat.type(all);
    if (type == Stat.FILE) {
      var entry = new Entry(this, child);
      entry.stat(Stat.of(all));
      found.add(entry);
    } else {
      addOther(type, child, found, report);
    }
  }

  /// A folder, a link, or what is neither and no file.
  void addOther(int type, byte[] child, List<Node> found, Tree.Report report) {
    switch (type) {
      case Stat.FOLDER -> found.add(new Folder(this, child));
      case Stat.LINK -> report.link();
      default -> report.special(shown(child));
    }
  }

  /// Gives every file below it in the order of the manifest.
  void walk(Tree.Report report, Consumer<Entry> files) {
    if (nodes == null) {
      list(report);
    }
    for (var node : requireNonNull(nodes)) {
      switch (node) {
        case Entry entry -> files.accept(entry);
        case Folder folder -> folder.walk(report, files);
      }
    }
    nodes = null; // the files are kept by whoever wants them
  }

  private String shown(Path child) {
    return shown(RawName.of(child, path()).bytes());
  }

  String shown(byte[] child) {
    return new Entry(this, child).whole().line();
  }

  private String shown() {
    return parent == null ? "." : parent.shown(name);
  }
}
