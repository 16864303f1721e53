package dev.runlog.capture.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Remembers what the keys of earlier lines meant: programs print the same ones again and again.
final class Keys {
  private static final int MAX_KEYS = 4096;

  /// `split` is the split (train, test) that a phrase of several words begins with; `ofSplit`
  /// says that some split is part of the name.
  record Key(String name, Lexicon.Kind kind, int words, @Nullable String split, boolean ofSplit) {}

  private final Map<String, Key> known = new HashMap<>();

  private final Map<String, Boolean> speaking = new HashMap<>();

  Key of(String phrase) {
    var key = known.get(phrase);
    if (key == null) {
      if (known.size() >= MAX_KEYS) {
        known.clear();
      }
      key = read(phrase);
      known.put(phrase, key);
    }
    return key;
  }

  /// Whether a word may stand in a key that is set off from its number by a blank only.
  boolean speaks(String word) {
    var known = speaking.get(word);
    if (known == null) {
      if (speaking.size() >= MAX_KEYS) {
        speaking.clear();
      }
      known = read(Lexicon.split(word));
      speaking.put(word, known);
    }
    return known;
  }

  private static boolean read(List<String> parts) {
    var kind = Lexicon.kind(parts);
    return !parts.isEmpty()
        && (parts.stream().allMatch(Lexicon::speaks)
            || kind == Lexicon.Kind.METRIC
            || kind == Lexicon.Kind.SCHEDULE);
  }

  private static Key read(String phrase) {
    var words = phrase.trim().split("\\s+", -1);
    var name = Name.of(phrase);
    var parts = Lexicon.split(name);
    var first = words[0].toLowerCase(Locale.ROOT);
    first = first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    boolean spoken = words.length > 1 && Lexicon.SPLITS.contains(first);
    return new Key(
        name,
        Lexicon.kind(parts),
        words.length,
        spoken ? first : null,
        parts.stream().anyMatch(Lexicon.SPLITS::contains));
  }
}
