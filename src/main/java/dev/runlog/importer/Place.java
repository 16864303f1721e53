package dev.runlog.importer;

import dev.runlog.model.World;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/// Where to look for runs, as it was typed: a file, a folder or an address.
public record Place(String typed, World world) {
  private static final int DEEPEST = 12;

  /// Whether it is on the web.
  public boolean isAddress() {
    return typed.startsWith("http://") || typed.startsWith("https://");
  }

  /// As it may be written down: an address without the password in it.
  public String shown() {
    return isAddress() ? typed.replaceFirst("//[^/@]*@", "//") : typed;
  }

  /// The file or folder.
  public Path path() {
    return world.cwd().resolve(typed).normalize();
  }

  boolean isFolder() {
    return !isAddress() && Files.isDirectory(path());
  }

  boolean isFile() {
    return !isAddress() && Files.isRegularFile(path());
  }

  /// A folder in it as the user calls it: by its way from here, or by its own name.
  String label(Path folder) {
    var way = path().relativize(folder).toString();
    return way.isEmpty() ? String.valueOf(folder.getFileName()) : way;
  }

  /// Every path in it, itself included, that this holds for, in the order of their names. Links
  /// are not followed; what may not be read is passed over.
  List<Path> paths(Predicate<Path> wanted) throws IOException {
    var found = new java.util.ArrayList<Path>();
    Files.walkFileTree(
        path(),
        java.util.EnumSet.noneOf(FileVisitOption.class),
        DEEPEST,
        new Visitor(wanted, found));
    found.sort(null);
    return found;
  }

  private static final class Visitor extends java.nio.file.SimpleFileVisitor<Path> {
    private final Predicate<Path> wanted;
    private final List<Path> found;

    private Visitor(Predicate<Path> wanted, List<Path> found) {
      this.wanted = wanted;
      this.found = found;
    }

    @Override
    public java.nio.file.FileVisitResult preVisitDirectory(
        Path folder, java.nio.file.attribute.BasicFileAttributes attributes) {
      return visitFile(folder, attributes);
    }

    @Override
    public java.nio.file.FileVisitResult visitFile(
        Path file, java.nio.file.attribute.BasicFileAttributes attributes) {
      if (wanted.test(file)) {
        found.add(file);
      }
      return java.nio.file.FileVisitResult.CONTINUE;
    }

    @Override
    public java.nio.file.FileVisitResult visitFileFailed(Path file, IOException e) {
      return java.nio.file.FileVisitResult.CONTINUE;
    }
  }
}
