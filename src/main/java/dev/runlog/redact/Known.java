package dev.runlog.redact;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Secrets that were seen once and are masked wherever else they appear. Thread safe.
final class Known {
  private static final int SHORTEST = 8;
  private static final int MOST = 256;

  private final Mask mask;
  private final Set<String> seen = new HashSet<>();
  private volatile List<String> values = List.of();
  private volatile boolean[] heads = new boolean[0];

  Known(Mask mask) {
    this.mask = mask;
  }

  /// Remembers a value that is long and particular enough not to be an ordinary word.
  synchronized void learn(String value) {
    if (value.length() < SHORTEST
        || !Values.isParticular(value)
        || seen.size() >= MOST
        || !seen.add(value)) {
      return;
    }
    var longestFirst = new ArrayList<>(seen);
    longestFirst.sort((a, b) -> b.length() - a.length());
    var marks = new boolean[1 << 16];
    longestFirst.forEach(known -> marks[head(known, 0)] = true);
    values = List.copyOf(longestFirst);
    heads = marks;
  }

  String apply(String text) {
    var marks = heads;
    if (marks.length == 0 || text.length() < SHORTEST) {
      return text;
    }
    var edits = new Edits(text);
    for (int i = 0; i + SHORTEST <= text.length(); i++) {
      if (marks[head(text, i)]) {
        for (var value : values) {
          if (text.startsWith(value, i)) {
            edits.replace(i, i + value.length(), mask.of(value));
            i += value.length() - 1;
            break;
          }
        }
      }
    }
    return edits.result();
  }

  /// A number for the characters that a value starts with.
  private static int head(String text, int i) {
    int hash = text.charAt(i) * 31 + text.charAt(i + 1);
    hash = hash * 31 + text.charAt(i + 3);
    return (hash * 31 + text.charAt(i + 7)) & 0xffff;
  }
}
