package dev.runlog.render;

import dev.runlog.model.Run;
import dev.runlog.model.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// run.md: five short elements. What can be proved is drafted and marked as a draft; the rest
/// waits for a person.
public final class Note {
  private static final String DRAFT = "_Draft:_ ";
  private static final int MOST_CHANGES = 8;

  /// The five headings, in order.
  static final List<String> ELEMENTS =
      List.of("Hypothesis", "Change", "Result", "Next", "Risk/Anomaly");

  private Note() {}

  /// The text for a run as far as it has come.
  public static String text(Run run, @Nullable Run parent) {
    boolean ended = run.status() != Status.RUNNING;
    return "# Run: "
        + run.runId()
        + "\n"
        + element(
            "Hypothesis",
            run.hypothesis() == null
                ? "[What should this show, and what do you expect?]"
                : oneLine(run.hypothesis()))
        + element(
            "Change", ended ? change(run, parent) : "[What is different from the run before?]")
        + element("Result", ended ? result(run, parent) : "[What came out? Anything unexpected?]")
        + element("Next", "[What follows from it?]")
        + element("Risk/Anomaly", ended ? risk(run) : "[Anything that could spoil the result?]");
  }

  /// The headings of elements that are still a placeholder or a bare draft.
  public static List<String> debt(String text) {
    var debt = new ArrayList<String>();
    for (var name : ELEMENTS) {
      int start = text.indexOf("## " + name + "\n");
      int end = start < 0 ? -1 : text.indexOf("\n## ", start + 1);
      var body =
          start < 0
              ? ""
              : text.substring(start + name.length() + 4, end < 0 ? text.length() : end).strip();
      if (body.isEmpty()
          || body.startsWith(DRAFT.strip())
          || body.startsWith("[") && body.endsWith("]")) {
        debt.add(name);
      }
    }
    return debt;
  }

  private static String element(String name, String body) {
    return "## " + name + "\n" + body + "\n";
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ").strip();
  }

  private static String change(Run run, @Nullable Run parent) {
    if (parent == null) {
      return DRAFT + "the first recorded run of this script.";
    }
    var changes = Differences.between(parent, run);
    if (changes.isEmpty()) {
      return DRAFT + "nothing that the records show, against " + parent.runId() + ".";
    }
    var shown = String.join("; ", changes.subList(0, Math.min(MOST_CHANGES, changes.size())));
    var more =
        changes.size() > MOST_CHANGES ? "; and " + (changes.size() - MOST_CHANGES) + " more" : "";
    return DRAFT + "against " + parent.runId() + ": " + shown + more + ".";
  }

  private static String result(Run run, @Nullable Run parent) {
    var phrases = Headline.of(run, parent, MOST_CHANGES);
    if (phrases.isEmpty()) {
      return DRAFT + "no metric was seen.";
    }
    return DRAFT
        + String.join(", ", phrases)
        + (parent == null ? "." : " (change against " + parent.runId() + ").");
  }

  private static String risk(Run run) {
    var risks = new ArrayList<String>();
    if (run.status() != Status.FINISHED) {
      risks.add(Ending.how(run));
    }
    run.metricsSummary()
        .forEach(
            (name, summary) -> {
              if (summary.last() instanceof Double last && !Double.isFinite(last)
                  || summary.last() instanceof String) {
                risks.add(name + " ended as " + summary.last());
              }
            });
    if (Boolean.FALSE.equals(run.random().seeded())) {
      risks.add("no seed was set");
    }
    var data = run.data();
    if (data != null && !data.changedDuringRun().isEmpty()) {
      var changed = data.changedDuringRun();
      var some = String.join(", ", changed.subList(0, Math.min(changed.size(), MOST_CHANGES)));
      var more =
          changed.size() > MOST_CHANGES ? " and " + (changed.size() - MOST_CHANGES) + " more" : "";
      risks.add("data changed during the run: " + some + more);
    }
    var git = run.git();
    if (git != null && Boolean.TRUE.equals(git.dirty())) {
      risks.add(
          "uncommitted changes"
              + (git.leftOut().isEmpty()
                  ? " (kept in changes.patch)"
                  : ", some of them only by hash"));
    }
    return risks.isEmpty()
        ? DRAFT + "nothing in the record."
        : DRAFT + String.join("; ", risks) + ".";
  }
}
