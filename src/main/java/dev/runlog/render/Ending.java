package dev.runlog.render;

import dev.runlog.model.Run;
import dev.runlog.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the user sees after a run: at most four lines.
public final class Ending {
  private static final int MOST_METRICS = 4;

  private Ending() {}

  /// `folder` is the run folder as the user would type it; `debt` the elements of run.md that are
  /// still to write.
  public static List<String> lines(
      Run run, @Nullable Run parent, String folder, List<NoteElement> debt) {
    var lines = new ArrayList<String>();
    var seconds = run.timestamp().durationSeconds();
    lines.add(
        "runlog: "
            + run.runId()
            + "  "
            + how(run)
            + (seconds == null ? "" : " in " + Numbers.duration(seconds)));
    var metrics = Headline.of(run, parent, MOST_METRICS);
    if (!metrics.isEmpty()) {
      lines.add(
          "  "
              + String.join("   ", metrics)
              + (parent == null ? "" : "   against " + parent.runId()));
    }
    lines.add(
        debt.isEmpty()
            ? "  " + folder
            : "  to write in " + folder + "/run.md: " + NoteElement.titles(debt));
    return lines;
  }

  /// `finished`, `failed (exception: ValueError ...)`, `killed (signal TERM)`.
  static String how(Run run) {
    var status = run.status().name().toLowerCase(Locale.ROOT);
    if (run.status() == Status.FINISHED || run.status() == Status.RUNNING) {
      return status;
    }
    var evidence = run.command().evidence();
    return status
        + " ("
        + (evidence == null
            ? run.command().cause()
            : evidence.lines().reduce((a, b) -> b).orElse(""))
        + ")";
  }
}
