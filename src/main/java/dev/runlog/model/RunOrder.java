package dev.runlog.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/// The order in which runs began, oldest first: by the minute in the names of their folders, within
/// a minute by the making of the folders, and where that is the same by the names, `_2` before
/// `_10`.
public final class RunOrder implements Comparator<Path> {
  private static final int MINUTE = "2026-01-31_2359".length();
  private static final FileTime UNKNOWN = FileTime.fromMillis(0);

  private final Map<Path, FileTime> made = new HashMap<>();

  @Override
  public int compare(Path a, Path b) {
    var left = name(a);
    var right = name(b);
    int order = minute(left).compareTo(minute(right));
    if (order == 0 && !left.equals(right)) {
      order = made(a).compareTo(made(b));
    }
    if (order == 0) {
      order = Integer.compare(left.length(), right.length());
    }
    return order == 0 ? left.compareTo(right) : order;
  }

  private static String name(Path folder) {
    return String.valueOf(folder.getFileName());
  }

  /// The minute that a folder's name begins with; names of one minute have it in common.
  public static String minute(String name) {
    return name.substring(0, Math.min(MINUTE, name.length()));
  }

  private FileTime made(Path folder) {
    return made.computeIfAbsent(folder, RunOrder::look);
  }

  private static FileTime look(Path folder) {
    try {
      return Files.readAttributes(folder, BasicFileAttributes.class).creationTime();
    } catch (IOException e) {
      return UNKNOWN;
    }
  }
}
