package dev.runlog.render;

import dev.runlog.model.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The metrics of a run that are worth a line: test before validation before training, quality
/// before loss.
public final class Headline {
  private static final List<String> FIRST = List.of("test", "val", "eval", "dev");

  private Headline() {}

  /// At most `most` metrics as `val_acc 0.943`, with the change against the parent where it has
  /// them.
  static List<String> of(Run run, @Nullable Run parent, int most) {
    var phrases = new ArrayList<String>();
    for (var name : names(run.metrics(), most)) {
      double value = run.metrics().getOrDefault(name, Double.NaN);
      var was = parent == null ? null : parent.metrics().get(name);
      var change =
          was == null ? "" : " (" + (value == was ? "same" : Numbers.signed(value - was)) + ")";
      phrases.add(name + " " + Numbers.brief(value) + change);
    }
    return phrases;
  }

  /// The names of the metrics worth showing, best first.
  public static List<String> names(Map<String, Double> metrics, int most) {
    return metrics.keySet().stream()
        .filter(name -> !name.equals("training_time_hours"))
        .sorted((a, b) -> Integer.compare(rank(a), rank(b)))
        .limit(most)
        .toList();
  }

  private static int rank(String name) {
    for (int i = 0; i < FIRST.size(); i++) {
      if (name.startsWith(FIRST.get(i))) {
        return 2 * i + (name.endsWith("loss") ? 1 : 0);
      }
    }
    return name.contains("loss") ? 11 : 10;
  }
}
