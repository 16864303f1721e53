package dev.runlog.cli;

import dev.runlog.query.RunList;
import dev.runlog.render.Headline;
import dev.runlog.render.Numbers;

/// The number of a run that says most.
final class Headlines {
  private Headlines() {}

  /// `val_acc 0.943`; empty where the run has no metric.
  static String of(RunList runs, int i) {
    var metrics = runs.only(i).metrics();
    for (var name : Headline.names(metrics, 1)) {
      return name + " " + Numbers.brief(metrics.getOrDefault(name, Double.NaN));
    }
    return "";
  }
}
