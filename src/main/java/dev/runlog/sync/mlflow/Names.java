package dev.runlog.sync.mlflow;

import dev.runlog.sync.Digest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Names that MLflow takes: letters and digits of any script, `_ - . /` and blanks, no more than
/// 250, and a path that stays as it is when it is tidied. What it does not take becomes `_`; of
/// names that would then be the same, the later ones get a hash.
final class Names {
  private static final int LONGEST = 250;

  private final Map<String, String> given = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  /// The same name for the same one, each time.
  String of(String name) {
    return given.computeIfAbsent(name, this::made);
  }

  /// What was given another name: the name it has there to the one it has here.
  Map<String, String> changed() {
    var changed = new java.util.TreeMap<String, String>();
    given.forEach(
        (name, there) -> {
          if (!name.equals(there)) {
            changed.put(there, name);
          }
        });
    return changed;
  }

  private String made(String name) {
    var clean = clean(name);
    if (clean.length() > LONGEST || taken.contains(clean)) {
      var hash = Digest.of(name.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
      clean = clean.substring(0, Math.min(clean.length(), LONGEST - 9)) + "-" + hash;
    }
    taken.add(clean);
    return clean;
  }

  private static String clean(String name) {
    var clean = new StringBuilder();
    var segments = name.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      clean.append(i == 0 ? "" : "/").append(segment(segments[i]));
    }
    return clean.toString();
  }

  private static String segment(String text) {
    if (text.isBlank() || text.equals(".") || text.equals("..")) {
      return "_";
    }
    var segment = new StringBuilder();
    text.codePoints()
        .map(c -> Character.isLetterOrDigit(c) || "_-. ".indexOf(c) >= 0 ? c : '_')
        .forEach(segment::appendCodePoint);
    return segment.toString();
  }
}
