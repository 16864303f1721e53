package dev.runlog.query;

import dev.runlog.json.Nested;
import dev.runlog.model.Run;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One run as it is compared: `label` tells it from the others, `config` is its whole
/// configuration, `packages` the lines of requirements_freeze.txt, `notes` what could not be read.
public record ComparisonSide(
    String label,
    Run run,
    Map<String, @Nullable Object> config,
    List<String> packages,
    List<String> notes) {

  /// Every parameter under its dotted key, without the seeds, or only the seeds.
  Map<String, @Nullable Object> parameters(boolean seeds) {
    var chosen = new LinkedHashMap<String, @Nullable Object>();
    Nested.flat(config)
        .forEach(
            (key, value) -> {
              if (ComparisonKeys.isSeed(key) == seeds) {
                chosen.put(key, value);
              }
            });
    return chosen;
  }

  /// Packages by their normal name, with the version or the place they came from.
  Map<String, @Nullable Object> packageVersions() {
    var versions = new LinkedHashMap<String, @Nullable Object>();
    for (var line : packages) {
      var text = line.strip();
      int equal = text.indexOf("==");
      int at = text.indexOf(" @ ");
      int egg = text.indexOf("#egg=");
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      if (at > 0 && (equal < 0 || at < equal)) {
        versions.put(normal(text.substring(0, at)), text.substring(at + 3));
      } else if (equal > 0) {
        versions.put(normal(text.substring(0, equal)), text.substring(equal + 2));
      } else if (egg > 0) {
        versions.put(normal(text.substring(egg + 5)), text.substring(0, egg));
      } else {
        versions.put(normal(text), "installed");
      }
    }
    return versions;
  }

  private static String normal(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replace('_', '-').replace('.', '-');
  }

  /// The packages that the program imported.
  List<String> imported() {
    return run.environment().get("imported") instanceof List<?> names
        ? names.stream().map(name -> normal(String.valueOf(name))).toList()
        : List.of();
  }
}
