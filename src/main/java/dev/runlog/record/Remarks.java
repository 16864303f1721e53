package dev.runlog.record;

import dev.runlog.model.Observation.Remark;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the program said for run.md, by element; the same words once.
final class Remarks {
  private static final int MOST = 20;

  private final Map<String, Set<String>> byElement = new LinkedHashMap<>();

  void add(Remark remark) {
    var said = byElement.computeIfAbsent(remark.element(), none -> new LinkedHashSet<>());
    if (said.size() < MOST) {
      said.add(remark.text());
    }
  }

  @Nullable String of(String element) {
    var said = byElement.get(element);
    return said == null ? null : String.join("\n", said);
  }

  Map<String, String> all() {
    var all = new LinkedHashMap<String, String>();
    byElement.forEach((element, said) -> all.put(element, String.join("\n", said)));
    return all;
  }
}
