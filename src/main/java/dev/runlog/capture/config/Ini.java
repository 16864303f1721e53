package dev.runlog.capture.config;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// INI files as Python's configparser reads them: keys in lower case, `DEFAULT` in every section,
/// indented lines continue a value. Values are typed like words of a command line; a section
/// that comes again is counted (`layer`, `layer_2`).
final class Ini {
  private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
  private Map<String, String> section = new LinkedHashMap<>();
  private @Nullable String lastKey;

  private Ini() {}

  static Map<String, @Nullable Object> read(String text) throws IOException {
    var ini = new Ini();
    ini.sections.put("", ini.section);
    int number = 0;
    for (var line : (Iterable<String>) text.lines()::iterator) {
      ini.line(line, ++number);
    }
    return ini.tree();
  }

  private void line(String line, int number) throws IOException {
    var content = line.strip();
    if (content.isEmpty() || content.startsWith("#") || content.startsWith(";")) {
      return;
    }
    if (lastKey != null && Character.isWhitespace(line.charAt(0))) {
      section.merge(
          lastKey, content, (before, more) -> before.isEmpty() ? more : before + "\n" + more);
    } else if (content.startsWith("[") && content.indexOf(']') > 0) {
      open(content.substring(1, content.lastIndexOf(']')).strip());
    } else {
      option(content, number);
    }
  }

  private void open(String name) {
    var free = name;
    for (int n = 2; sections.containsKey(free) && !name.equals("DEFAULT"); n++) {
      free = name + "_" + n;
    }
    section = sections.computeIfAbsent(free, key -> new LinkedHashMap<>());
    lastKey = null;
  }

  private void option(String content, int number) throws IOException {
    int equals = content.indexOf('=');
    int colon = content.indexOf(':');
    int sign = equals < 0 || (colon >= 0 && colon < equals) ? colon : equals;
    if (sign == 0 || (sign < 0 && content.indexOf(' ') >= 0)) {
      throw new IOException("line " + number + ": neither a section nor `key = value`");
    }
    var key = (sign < 0 ? content : content.substring(0, sign)).strip().toLowerCase(Locale.ROOT);
    section.put(key, sign < 0 ? "" : content.substring(sign + 1).strip());
    lastKey = key;
  }

  private Map<String, @Nullable Object> tree() {
    var defaults = sections.getOrDefault("DEFAULT", Map.of());
    var tree = new LinkedHashMap<String, @Nullable Object>();
    sections.forEach(
        (name, values) -> {
          if (name.isEmpty()) {
            tree.putAll(typed(values));
          } else if (!name.equals("DEFAULT") || sections.size() == 2) {
            var all = new LinkedHashMap<>(defaults);
            all.putAll(values);
            tree.put(name, typed(all));
          }
        });
    return tree;
  }

  private static Map<String, @Nullable Object> typed(Map<String, String> values) {
    var typed = new LinkedHashMap<String, @Nullable Object>();
    values.forEach((key, value) -> typed.put(key, Scalars.core(value)));
    return typed;
  }
}
