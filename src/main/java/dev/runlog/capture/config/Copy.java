package dev.runlog.capture.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A configuration file's text without the secrets that were found among its values: what stands
/// under `secrets:` some lines higher is a secret that the text alone does not show.
final class Copy {
  private Copy() {}

  /// `text` with every value that differs between `tree` and `masked` replaced.
  static String masked(String text, Map<?, ?> tree, Map<?, ?> masked) {
    var secrets = new LinkedHashMap<String, String>();
    collect(tree, masked, secrets);
    var copy = text;
    for (var secret : secrets.entrySet()) {
      copy = replaced(copy, secret.getKey(), secret.getValue());
    }
    return copy;
  }

  private static void collect(
      @Nullable Object value, @Nullable Object masked, Map<String, String> secrets) {
    if (value instanceof Map<?, ?> map && masked instanceof Map<?, ?> maskedMap) {
      var others = maskedMap.values().iterator();
      map.values().forEach(item -> collect(item, others.hasNext() ? others.next() : item, secrets));
    } else if (value instanceof List<?> list && masked instanceof List<?> maskedList) {
      var others = maskedList.iterator();
      list.forEach(item -> collect(item, others.hasNext() ? others.next() : item, secrets));
    } else if (value != null && masked instanceof String mask && !value.equals(masked)) {
      secrets.put(value.toString(), mask);
    }
  }

  private static String replaced(String text, String secret, String mask) {
    int at = secret.isEmpty() ? -1 : text.indexOf(secret);
    if (at < 0) {
      return text;
    }
    var out = new StringBuilder(text.length());
    int done = 0;
    while (at >= 0) {
      int end = at + secret.length();
      if (at >= done && isValue(text, at, end)) {
        out.append(text, done, at).append(mask);
        done = end;
      }
      at = text.indexOf(secret, at + 1);
    }
    return out.append(text, done, text.length()).toString();
  }

  /// Whether what stands here is a value as a whole and not a part of a longer word.
  private static boolean isValue(String text, int start, int end) {
    return (start == 0 || " \t\n\r\"'=:[{,".indexOf(text.charAt(start - 1)) >= 0)
        && (end == text.length() || " \t\n\r\"'#;]},".indexOf(text.charAt(end)) >= 0);
  }
}
