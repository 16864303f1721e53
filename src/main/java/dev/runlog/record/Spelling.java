package dev.runlog.record;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Locale;

/// What is left of a metric's name when its spelling is taken away: `Validation Accuracy`,
/// `val/acc` and `acc_val` are the same, and so is `val_acc_mean`.
final class Spelling {
  private Spelling() {}

  static String of(String name) {
    var words = new ArrayList<String>();
    int from = 0;
    for (int i = 0; i <= name.length(); i++) {
      if (i == name.length() || !Character.isLetterOrDigit(name.charAt(i))) {
        if (i > from) {
          words.add(word(name.substring(from, i).toLowerCase(Locale.ROOT)));
        }
        from = i + 1;
      }
    }
    if (words.stream().anyMatch(word -> !isMean(word))) {
      words.removeIf(Spelling::isMean);
    }
    Collections.sort(words);
    return String.join(" ", words);
  }

  /// What is printed without saying so, as the mean over the folds of `xgboost.cv`.
  private static boolean isMean(String word) {
    return word.equals("mean") || word.equals("avg") || word.equals("average");
  }

  private static String word(String word) {
    return switch (word) {
      case "validation", "valid" -> "val";
      case "training" -> "train";
      case "evaluation" -> "eval";
      case "testing" -> "test";
      case "accuracy" -> "acc";
      case "perplexity" -> "ppl";
      default -> word;
    };
  }
}
