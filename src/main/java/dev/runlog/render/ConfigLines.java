package dev.runlog.render;

import dev.runlog.json.Nested;
import dev.runlog.model.Config;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration by where each value came from: what was chosen has a line, defaults share
/// theirs.
final class ConfigLines {
  private static final int MOST = 40;

  private final Config config;
  private final PageLines page;
  private final Look look;

  ConfigLines(Config config, Look look) {
    this.config = config;
    this.look = look;
    this.page = new PageLines(look);
  }

  List<String> lines() {
    var chosen = new LinkedHashMap<String, Map<String, @Nullable Object>>();
    var defaults = new ArrayList<String>();
    var typed = Nested.flat(config.overrides());
    Nested.flat(config.resolved())
        .forEach(
            (key, value) -> {
              var source = config.sources().getOrDefault(key, "");
              if (source.endsWith("default")) {
                defaults.add(key + "=" + ValueText.of(value));
              } else {
                var origin =
                    typed.containsKey(key) && !source.startsWith("guess") ? "typed" : source;
                chosen.computeIfAbsent(origin, none -> new LinkedHashMap<>()).put(key, value);
              }
            });
    var lines = new ArrayList<String>();
    chosen.forEach((origin, values) -> group(origin, values, lines));
    if (!defaults.isEmpty()) {
      lines.add(look.dim("default"));
      page.flowing(defaults.stream().map(ValueText::clean).toList()).forEach(lines::add);
    }
    if (config.truncated() != null) {
      lines.add(look.dim(ValueText.clean(config.truncated())));
    }
    return lines;
  }

  private void group(String origin, Map<String, @Nullable Object> values, List<String> lines) {
    lines.add(look.dim(origin.isEmpty() ? "value" : ValueText.clean(origin)));
    page.table(values, MOST).forEach(line -> lines.add("  " + look.cut(line, look.width() - 4)));
  }
}
