package dev.runlog.capture.git;

import dev.runlog.model.CodeDifference;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `git diff-tree --raw --numstat -z` prints.
final class FileChanges {
  private FileChanges() {}

  static List<CodeDifference.File> read(InputStream out) throws IOException {
    var in = new BufferedInputStream(out, 1 << 16);
    var found = new LinkedHashMap<String, CodeDifference.File>();
    for (var field = Status.next(in); field != null; field = Status.next(in)) {
      if (field.startsWith(":")) {
        raw(field.substring(field.lastIndexOf(' ') + 1), in, found);
      } else {
        lines(field, in, found);
      }
    }
    var files = new ArrayList<CodeDifference.File>();
    for (var each : found.values()) {
      var was = each.was();
      files.add(
          file(
              Name.shown(each.path()),
              was == null ? null : Name.shown(was),
              each.status(),
              each.added(),
              each.removed()));
    }
    return files;
  }

  private static void raw(String status, InputStream in, Map<String, CodeDifference.File> found)
      throws IOException {
    boolean moved = status.startsWith("R") || status.startsWith("C");
    var was = moved ? name(in) : null;
    var path = name(in);
    found.put(path, file(path, was, status.substring(0, 1), null, null));
  }

  /// `12<TAB>3<TAB>path`, with the path left out and two following for what was renamed, and
  /// dashes for what is binary.
  private static void lines(String field, InputStream in, Map<String, CodeDifference.File> found)
      throws IOException {
    var parts = field.split("\t", 3);
    if (parts.length < 3) {
      return;
    }
    if (parts[2].isEmpty()) {
      name(in);
    }
    var path = parts[2].isEmpty() ? name(in) : parts[2];
    var known = found.get(path);
    if (known != null) {
      found.put(path, file(path, known.was(), known.status(), count(parts[0]), count(parts[1])));
    }
  }

  private static String name(InputStream in) throws IOException {
    var name = Status.next(in);
    return name == null ? "" : name;
  }

  private static @Nullable Long count(String digits) {
    return digits.equals("-") ? null : Long.valueOf(digits);
  }

  private static CodeDifference.File file(
      String path,
      @Nullable String was,
      String status,
      @Nullable Long added,
      @Nullable Long removed) {
    return new CodeDifference.File(path, was, status, added, removed);
  }
}
