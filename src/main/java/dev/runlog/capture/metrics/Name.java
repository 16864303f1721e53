package dev.runlog.capture.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// From a key as it is printed to the metric's name.
///
/// A key of one word stays as it is (`val_loss`, `train/loss`, `mIoU`), words are joined by `_`
/// (`Val Acc` is `val_acc`). A word that is all capitals or has only its first letter large
/// becomes small (`AUC`, `Loss`). `-` and `'s ` become `_`. Words that say nothing are dropped
/// (`the`, `average`, `final`).
final class Name {
  private static final Set<String> SILENT =
      Set.of("the", "a", "an", "our", "average", "avg", "avg.", "final", "current", "model");
  private static final Set<String> BEFORE_THE_NAME = Set.of("finished", "with");
  private static final Set<String> PREPOSITIONS = Set.of("of", "on", "at", "for", "in", "after");
  private static final Set<String> FILLERS =
      Set.of(
          "of",
          "on",
          "at",
          "for",
          "in",
          "after",
          "the",
          "network",
          "model",
          "images",
          "samples",
          "class",
          "examples",
          "set",
          "dataset",
          "data",
          "prediction",
          "predictions",
          "epoch",
          "step");

  private Name() {}

  static boolean preposition(String word) {
    return PREPOSITIONS.contains(word);
  }

  /// The name for a key phrase; empty where it names nothing.
  static String of(String phrase) {
    var words = new ArrayList<>(List.of(plain(phrase).trim().split("\\s+")));
    while (words.size() > 1 && BEFORE_THE_NAME.contains(words.getFirst())) {
      words.removeFirst();
    }
    var tail = prepositional(words);
    if (words.size() > 1) {
      silence(words);
    }
    if (words.size() > 3) {
      words.subList(0, firstThatSpeaks(words)).clear();
    }
    words.addAll(0, tail.splits);
    words.addAll(tail.others);
    var name = new StringBuilder();
    for (var word : words) {
      var part = part(word);
      if (!part.isEmpty()) {
        name.append(name.isEmpty() ? "" : "_").append(part);
      }
    }
    return name.toString();
  }

  private static String plain(String phrase) {
    return phrase.replace("'s ", "_").replace("R^2", "R2").replace("R²", "R2");
  }

  /// Drops the words that say nothing; in `average precision` the first does not.
  private static void silence(List<String> words) {
    for (int i = words.size() - 1; i >= 0; i--) {
      var next = i + 1 < words.size() ? words.get(i + 1).toLowerCase(Locale.ROOT) : "";
      if (SILENT.contains(words.get(i).toLowerCase(Locale.ROOT)) && !next.equals("precision")) {
        words.remove(i);
      }
    }
  }

  private record Tail(List<String> splits, List<String> others) {}

  /// Cuts `of the network on the 10000 test images` off and keeps what tells apart: `test`.
  private static Tail prepositional(List<String> words) {
    var tail = new Tail(new ArrayList<>(), new ArrayList<>());
    for (int i = 1; i < words.size(); i++) {
      if (PREPOSITIONS.contains(words.get(i))
          && words.subList(0, i).stream()
              .anyMatch(w -> Lexicon.metric(w.toLowerCase(Locale.ROOT)))) {
        for (var word : words.subList(i, words.size())) {
          var lower = word.toLowerCase(Locale.ROOT);
          if (Lexicon.SPLITS.contains(lower)) {
            tail.splits.add(lower);
          } else if (!FILLERS.contains(lower) && Character.isLetter(lower.charAt(0))) {
            tail.others.add(lower);
          }
        }
        words.subList(i, words.size()).clear();
      }
    }
    return tail;
  }

  private static int firstThatSpeaks(List<String> words) {
    int first = words.size() - 1;
    while (first > 0 && Lexicon.split(words.get(first - 1)).stream().allMatch(Lexicon::speaks)) {
      first--;
    }
    return first;
  }

  private static String part(String raw) {
    var word = raw.startsWith("avg.") ? raw.substring(4) : raw;
    var out = new StringBuilder(word.length());
    int from = 0;
    for (int i = 0; i <= word.length(); i++) {
      if (i == word.length() || !Character.isLetterOrDigit(word.charAt(i))) {
        out.append(from == 0 && i == word.length() ? alone(word) : small(word.substring(from, i)));
        if (i < word.length()) {
          char c = word.charAt(i);
          out.append(c == '-' || c == '\'' || c == ' ' ? '_' : c);
        }
        from = i + 1;
      }
    }
    int end = out.length();
    while (end > 0 && "._:#".indexOf(out.charAt(end - 1)) >= 0) {
      end--;
    }
    int start = 0;
    while (start < end && "._:#*%".indexOf(out.charAt(start)) >= 0) {
      start++;
    }
    return out.substring(start, end);
  }

  /// Precision and recall keep their letters.
  private static String alone(String word) {
    return word.equals("P") || word.equals("R") ? word : small(word);
  }

  private static String small(String word) {
    if (word.length() < 2) {
      return lower(word);
    }
    var rest = word.substring(1);
    boolean plain = rest.equals(lower(rest)) || word.equals(word.toUpperCase(Locale.ROOT));
    return Character.isUpperCase(word.charAt(0)) && plain ? lower(word) : word;
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }
}
