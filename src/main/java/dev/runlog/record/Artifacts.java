package dev.runlog.record;

import dev.runlog.model.Observation.Artifact;
import dev.runlog.model.Observation.Role;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Folds artifacts into the `artifacts` map: one path per role, the rest under their own file
/// names.
final class Artifacts {
  private static final int MOST = 50;

  private final TreeMap<String, Artifact> byPath = new TreeMap<>();

  private final Map<String, String> said = new HashMap<>();

  void add(Artifact artifact) {
    byPath.put(artifact.path(), artifact);
  }

  /// A role that the program gave a file goes before the one that its name tells.
  void add(Role role) {
    said.put(role.path(), role.role());
  }

  private String role(Artifact artifact) {
    return said.getOrDefault(artifact.path(), artifact.role());
  }

  /// `log` is the console log's path relative to the project; it is the run's `logs`, where there
  /// is one.
  Map<String, String> section(@Nullable String log) {
    var chosen = new LinkedHashMap<String, Artifact>();
    byPath.values().forEach(artifact -> chosen.merge(role(artifact), artifact, this::better));
    var section = new LinkedHashMap<String, String>();
    chosen.forEach(
        (role, artifact) -> {
          if (!role.equals("other")) {
            section.put(role, artifact.path());
          }
        });
    if (log != null) {
      section.put("logs", log);
    }
    for (var artifact : byPath.values()) {
      if (section.size() < MOST && !section.containsValue(artifact.path())) {
        section.putIfAbsent(
            artifact.path().substring(artifact.path().lastIndexOf('/') + 1), artifact.path());
      }
    }
    return section;
  }

  private Artifact better(Artifact a, Artifact b) {
    if (said.containsKey(a.path()) != said.containsKey(b.path())) {
      return said.containsKey(a.path()) ? a : b;
    }
    boolean best = a.path().contains("best");
    if (best != b.path().contains("best")) {
      return best ? a : b;
    }
    return a.bytes() > b.bytes() ? a : b;
  }
}
