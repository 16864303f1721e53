package dev.runlog.cli;

import java.util.HashMap;
import java.util.Map;

/// The user's environment as it was before the launcher set what the Java machine needs: the
/// launcher keeps a value that it changes under `RUNLOG_WAS_<name>`, and names in `RUNLOG_UNSET`
/// what was not set at all.
final class LauncherEnvironment {
  private static final String WAS = "RUNLOG_WAS_";
  private static final String UNSET = "RUNLOG_UNSET";

  private LauncherEnvironment() {}

  static Map<String, String> restored(Map<String, String> env) {
    var restored = new HashMap<>(env);
    env.forEach(
        (name, value) -> {
          if (name.startsWith(WAS)) {
            restored.remove(name);
            restored.put(name.substring(WAS.length()), value);
          }
        });
    var unset = restored.remove(UNSET);
    if (unset != null) {
      for (var name : unset.split(" ")) {
        restored.remove(name);
      }
    }
    return restored;
  }
}
