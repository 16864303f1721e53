package dev.runlog.data;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What tells a file that changed from one that did not: bytes, times in nanoseconds, inode.
public record Stat(long bytes, long modified, long changed, long inode) {

  /// Of the file itself, not of what a link leads to.
  public static Stat of(Path file) throws IOException {
    var all =
        Files.readAttributes(
            file, "unix:size,lastModifiedTime,ctime,ino", LinkOption.NOFOLLOW_LINKS);
    return new Stat(
        number(all, "size"),
        nanos(all, "lastModifiedTime"),
        nanos(all, "ctime"),
        number(all, "ino"));
  }

  private static long number(Map<String, Object> all, String name) {
    return ((Number) requireNonNull(all.get(name))).longValue();
  }

  private static long nanos(Map<String, Object> all, String name) {
    return ((FileTime) requireNonNull(all.get(name))).to(TimeUnit.NANOSECONDS);
  }
}
