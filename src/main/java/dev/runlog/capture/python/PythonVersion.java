package dev.runlog.capture.python;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Versions of Python packages in their normal form, PEP 440.
final class PythonVersion {
  private static final Pattern VERSION =
      Pattern.compile(
          "v?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\\.[0-9]+)*)"
              + "(?<pre>[-_.]?(?<prel>alpha|beta|preview|pre|a|b|c|rc)[-_.]?(?<pren>[0-9]+)?)?"
              + "(?<post>-(?<postn>[0-9]+)|[-_.]?(?:post|rev|r)[-_.]?(?<postm>[0-9]+)?)?"
              + "(?<dev>[-_.]?dev[-_.]?(?<devn>[0-9]+)?)?"
              + "(?:\\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?");

  private PythonVersion() {}

  /// Null for what is not a version.
  static @Nullable String normal(String text) {
    var version = VERSION.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!version.matches()) {
      return null;
    }
    var out = new StringBuilder();
    var epoch = number(version.group("epoch"));
    if (!epoch.equals("0")) {
      out.append(epoch).append('!');
    }
    out.append(parts(version.group("release")));
    if (version.group("pre") != null) {
      out.append(letters(version.group("prel"))).append(number(version.group("pren")));
    }
    if (version.group("post") != null) {
      out.append(".post").append(number(post(version)));
    }
    if (version.group("dev") != null) {
      out.append(".dev").append(number(version.group("devn")));
    }
    var local = version.group("local");
    return out.append(local == null ? "" : "+" + parts(local.replaceAll("[-_]", "."))).toString();
  }

  private static @Nullable String post(Matcher version) {
    var number = version.group("postn");
    return number != null ? number : version.group("postm");
  }

  private static String letters(String name) {
    return switch (name) {
      case "alpha", "a" -> "a";
      case "beta", "b" -> "b";
      default -> "rc";
    };
  }

  private static String parts(String dotted) {
    var out = new StringBuilder();
    for (var part : dotted.split("\\.", -1)) {
      out.append(out.isEmpty() ? "" : ".").append(number(part));
    }
    return out.toString();
  }

  /// Numbers lose their leading zeros; nothing counts as zero.
  private static String number(@Nullable String digits) {
    if (digits == null) {
      return "0";
    }
    int start = 0;
    while (start < digits.length() - 1 && digits.charAt(start) == '0') {
      start++;
    }
    boolean isNumber = digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? digits.substring(start) : digits;
  }
}
