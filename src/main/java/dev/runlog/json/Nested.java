package dev.runlog.json;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Dotted keys as nested maps: `optimizer.lr` is `lr` inside `optimizer`.
public final class Nested {
  private Nested() {}

  /// Puts a value under a dotted key. A key whose parent is a plain value already stays dotted,
  /// so that nothing is lost.
  @SuppressWarnings("unchecked")
  public static void put(Map<String, @Nullable Object> tree, String key, @Nullable Object value) {
    var at = tree;
    var rest = key;
    for (int dot = rest.indexOf('.'); dot > 0 && dot < rest.length() - 1; dot = rest.indexOf('.')) {
      var head = rest.substring(0, dot);
      var child = at.get(head);
      if (child == null && !at.containsKey(head)) {
        child = new LinkedHashMap<String, @Nullable Object>();
        at.put(head, child);
      }
      if (!(child instanceof Map<?, ?> map)) {
        break;
      }
      at = (Map<String, @Nullable Object>) map;
      rest = rest.substring(dot + 1);
    }
    at.put(rest, value);
  }

  /// Nested maps under dotted keys; an empty map is a value.
  public static Map<String, @Nullable Object> flat(Map<?, ?> tree) {
    var flat = new LinkedHashMap<String, @Nullable Object>();
    flatten("", tree, flat);
    return flat;
  }

  private static void flatten(String prefix, Map<?, ?> tree, Map<String, @Nullable Object> flat) {
    tree.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> child && !child.isEmpty()) {
            flatten(prefix + key + ".", child, flat);
          } else {
            flat.put(prefix + key, value);
          }
        });
  }

  /// The value that [#put] put under a dotted key, or null.
  public static @Nullable Object get(Map<String, @Nullable Object> tree, String key) {
    if (tree.containsKey(key)) {
      return tree.get(key);
    }
    for (int dot = key.indexOf('.'); dot > 0; dot = key.indexOf('.', dot + 1)) {
      if (tree.get(key.substring(0, dot)) instanceof Map<?, ?> child) {
        @SuppressWarnings("unchecked")
        var inner = (Map<String, @Nullable Object>) child;
        return get(inner, key.substring(dot + 1));
      }
    }
    return null;
  }
}
