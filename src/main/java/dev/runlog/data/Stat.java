package dev.runlog.data;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What tells a file that changed from one that did not: bytes, times in nanoseconds, inode and
/// device.
public record Stat(long bytes, long modified, long changed, long inode, long device) {
  static final int TYPE = 0xf000;
  static final int FOLDER = 0x4000;
  static final int FILE = 0x8000;
  static final int LINK = 0xa000;

  /// Of the file itself, not of what a link leads to.
  public static Stat of(Path file) throws IOException {
    return of(attributes(file));
  }

  static Map<String, Object> attributes(Path file) throws IOException {
    return Files.readAttributes(
        file, "unix:mode,size,lastModifiedTime,ctime,ino,dev", LinkOption.NOFOLLOW_LINKS);
  }

  static int type(Map<String, Object> all) {
    return (int) number(all, "mode") & TYPE;
  }

  static Stat of(Map<String, Object> all) {
    return new Stat(
        number(all, "size"),
        nanos(all, "lastModifiedTime"),
        nanos(all, "ctime"),
        number(all, "ino"),
        number(all, "dev"));
  }

  private static long number(Map<String, Object> all, String name) {
    return ((Number) requireNonNull(all.get(name))).longValue();
  }

  private static long nanos(Map<String, Object> all, String name) {
    return ((FileTime) requireNonNull(all.get(name))).to(TimeUnit.NANOSECONDS);
  }
}
