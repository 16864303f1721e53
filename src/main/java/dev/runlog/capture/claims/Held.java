package dev.runlog.capture.claims;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.runlog.data.RawName;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The files that are at a path by their names, in byte order, with links to files among them:
/// tools put links where the files would be.
record Held(Map<String, File> files) {

  /// A file: its size, and where it leads if it is a link; a link that leads nowhere has size -1.
  record File(Path path, long bytes, @Nullable Path target) {
    RawName name(Path base) {
      return RawName.of(path, base);
    }
  }

  static Held at(Path path) throws IOException {
    var files = new TreeMap<String, File>();
    Path base = Files.isDirectory(path) ? path : path.getParent();
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes facts)
              throws IOException {
            if (facts.isRegularFile()) {
              files.put(raw(file, base), new File(file, facts.size(), null));
            } else if (facts.isSymbolicLink() && !Files.isDirectory(file)) {
              long size = Files.exists(file) ? Files.size(file) : -1;
              files.put(raw(file, base), new File(file, size, Files.readSymbolicLink(file)));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes facts) {
            var name = String.valueOf(folder.getFileName());
            return name.equals(".git") || name.equals(".dvc") || name.equals(".datalad")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }
        });
    return new Held(files);
  }

  private static String raw(Path file, @Nullable Path base) {
    var name = base == null ? RawName.of(file) : RawName.of(file, base);
    return new String(name.bytes(), ISO_8859_1);
  }

  static RawName name(String raw) {
    return RawName.of(raw.getBytes(ISO_8859_1));
  }

  long bytes() {
    return files.values().stream().mapToLong(file -> Math.max(0, file.bytes())).sum();
  }
}
