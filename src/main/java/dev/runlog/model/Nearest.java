package dev.runlog.model;

import java.util.Collection;

/// The known word that a mistyped one was probably meant to be.
public final class Nearest {
  private Nearest() {}

  /// ` (did you mean 'x'?)`, or nothing where no word is near.
  public static String hint(String typed, Collection<String> known) {
    String best = "";
    int least = Math.max(2, typed.length() / 3) + 1;
    for (var word : known) {
      int distance = distance(typed, word);
      if (distance < least) {
        least = distance;
        best = word;
      }
    }
    return best.isEmpty() ? "" : " (did you mean '" + best + "'?)";
  }

  private static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
