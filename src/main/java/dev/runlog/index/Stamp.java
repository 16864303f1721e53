package dev.runlog.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What tells that a file is still the one that was read: its time of change in nanoseconds since
/// the epoch, and its size in bytes.
public record Stamp(long mtime, long size) {

  /// Null where there is no such file.
  static @Nullable Stamp of(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(
          attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
          attributes.isRegularFile() ? attributes.size() : -1);
    } catch (IOException e) {
      return null;
    }
  }

  boolean isSame(long otherMtime, long otherSize) {
    return mtime == otherMtime && size == otherSize;
  }
}
