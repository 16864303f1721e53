package dev.runlog.capture;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How many files each part of a data set has, where its folders are named after the parts.
final class Splits {
  private static final Map<String, Set<String>> PARTS = parts();
  private static final int MOST = 200_000;

  private Splits() {}

  private static Map<String, Set<String>> parts() {
    var parts = new LinkedHashMap<String, Set<String>>();
    parts.put("train", Set.of("train", "training"));
    parts.put("val", Set.of("val", "valid", "validation", "dev"));
    parts.put("test", Set.of("test", "testing"));
    return parts;
  }

  /// Empty where there are not at least two such folders, or too many files to count.
  static Map<String, Long> of(Path path) {
    var found = new LinkedHashMap<String, Long>();
    PARTS.forEach(
        (part, names) -> {
          for (var name : names) {
            var folder = path.resolve(name).toFile();
            if (folder.isDirectory()) {
              found.merge(part, count(folder, 0), Long::sum);
            }
          }
        });
    boolean counted = found.values().stream().allMatch(count -> count > 0 && count < MOST);
    return found.size() > 1 && counted ? found : Map.of();
  }

  private static long count(java.io.File folder, int depth) {
    long files = 0;
    var children = folder.listFiles();
    for (var child : children == null ? List.<java.io.File>of() : List.of(children)) {
      files += child.isFile() ? 1 : depth < 3 ? count(child, depth + 1) : 0;
      if (files > MOST) {
        return MOST;
      }
    }
    return files;
  }
}
