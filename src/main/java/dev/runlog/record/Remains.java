package dev.runlog.record;

import dev.runlog.redact.Redactor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;

/// The files of a folder that is adopted; links are not followed.
record Remains(List<Path> files, List<Path> folders, Instant oldest, Instant newest) {
  private static final int MOST = 20_000;
  private static final int DEEPEST = 8;
  private static final long LONGEST_LOG = 64L << 20;

  static Remains in(Path folder) throws IOException {
    var files = new ArrayList<Path>();
    var folders = new ArrayList<Path>();
    var span = new Instant[] {Instant.MAX, Instant.MIN};
    Files.walkFileTree(
        folder,
        EnumSet.noneOf(FileVisitOption.class),
        DEEPEST,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            if (dir.endsWith(".git") || Files.exists(dir.resolve("pyvenv.cfg"))) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            folders.add(dir);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              files.add(file);
              var time = attributes.lastModifiedTime().toInstant();
              span[0] = time.isBefore(span[0]) ? time : span[0];
              span[1] = time.isAfter(span[1]) ? time : span[1];
            }
            return files.size() < MOST ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    folders.sort(null);
    return new Remains(files, folders, span[0], span[1]);
  }

  /// The longest file that is a console log by its name, as the run's own, masked.
  void copyLog(Path to, Redactor redactor) throws IOException {
    var log =
        files.stream()
            .filter(Remains::isLog)
            .max(Comparator.comparingLong(file -> file.toFile().length()));
    if (log.isPresent() && log.get().toFile().length() <= LONGEST_LOG) {
      // one character per byte: what is no text stays as it is
      var text = new String(Files.readAllBytes(log.get()), StandardCharsets.UTF_8);
      Files.writeString(to, redactor.text(text));
      Files.setLastModifiedTime(to, Files.getLastModifiedTime(log.get()));
    }
  }

  private static boolean isLog(Path file) {
    var name = String.valueOf(file.getFileName());
    return name.endsWith(".log") || name.endsWith(".out") || name.equals("cout.txt");
  }
}
