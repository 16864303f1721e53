package dev.runlog.capture.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Whether Git's index names a file, read from the index itself, without starting Git. A no may
/// be wrong (index version 4, a split index), a yes never is.
final class Tracked {
  private static final long LARGEST_INDEX = 64L << 20;

  private Tracked() {}

  static boolean isTracked(Path file) {
    try {
      var real = file.toRealPath();
      var top = real.getParent();
      while (top != null && !Files.exists(top.resolve(".git"))) {
        top = top.getParent();
      }
      var index = top == null ? null : index(top.resolve(".git"));
      return top != null && index != null && names(index, top.relativize(real));
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable Path index(Path git) throws IOException {
    if (Files.isDirectory(git)) {
      return git.resolve("index");
    }
    var text = Files.readString(git).strip();
    return text.startsWith("gitdir: ")
        ? git.resolveSibling(text.substring(8)).resolve("index")
        : null;
  }

  private static boolean names(Path index, Path file) throws IOException {
    if (Files.size(index) > LARGEST_INDEX) {
      return false;
    }
    var name = file.toString().getBytes(StandardCharsets.UTF_8);
    var bytes = Files.readAllBytes(index);
    for (int i = 2; i + name.length < bytes.length; i++) {
      // an entry's name stands after its length and before a zero byte
      if (bytes[i + name.length] == 0 && startsAt(bytes, i, name) && lengthAt(bytes, i - 2, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsAt(byte[] bytes, int at, byte[] name) {
    for (int i = 0; i < name.length; i++) {
      if (bytes[at + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean lengthAt(byte[] bytes, int at, byte[] name) {
    int flags = (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    return (flags & 0xfff) == Math.min(name.length, 0xfff);
  }
}
