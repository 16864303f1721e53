package dev.runlog.capture.claims;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A DataLad data set: the identifier that it keeps for life, and the commit that is checked out.
record DataLad(String name, @Nullable String commit) {

  /// The one that a path is in; null where it is in none.
  static @Nullable DataLad above(Path path) throws IOException {
    for (var above = path; above != null; above = above.getParent()) {
      var config = above.resolve(".datalad/config");
      if (Files.isRegularFile(config)) {
        return new DataLad("datalad " + id(config), commit(above.resolve(".git")));
      }
      if (Files.exists(above.resolve(".git"))) {
        return null;
      }
    }
    return null;
  }

  private static String id(Path config) throws IOException {
    for (var line : Files.readAllLines(config)) {
      var text = line.strip().replace(" ", "");
      if (text.startsWith("id=")) {
        return text.substring(3);
      }
    }
    return "without an identifier";
  }

  private static @Nullable String commit(Path git) throws IOException {
    var head = git.resolve("HEAD");
    if (!Files.isRegularFile(head)) {
      return null;
    }
    var text = Files.readString(head).strip();
    if (!text.startsWith("ref: ")) {
      return "commit:" + text;
    }
    var name = text.substring(5);
    var ref = git.resolve(name);
    return Files.isRegularFile(ref)
        ? "commit:" + Files.readString(ref).strip()
        : packed(git.resolve("packed-refs"), name);
  }

  private static @Nullable String packed(Path all, String name) throws IOException {
    if (Files.isRegularFile(all)) {
      for (var line : Files.readAllLines(all)) {
        if (line.endsWith(" " + name)) {
          return "commit:" + line.substring(0, line.indexOf(' '));
        }
      }
    }
    return null;
  }
}
