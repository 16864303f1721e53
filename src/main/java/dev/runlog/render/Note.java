package dev.runlog.render;

import dev.runlog.model.Run;
import dev.runlog.model.Status;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// run.md: five short elements. What can be proved is drafted and marked as a draft; the rest
/// waits for a person.
public final class Note {
  private static final int MOST_CHANGES = 8;

  private Note() {}

  /// The text for a run as far as it has come.
  public static String text(Run run, @Nullable Run parent) {
    return text(run, parent, Map.of());
  }

  /// The same, where the program has said something itself: `said` has texts by `hypothesis`,
  /// `change`, `result`, `next`, `risk`; they stand in the place of drafts.
  public static String text(Run run, @Nullable Run parent, Map<String, String> said) {
    boolean ended = run.status() != Status.RUNNING;
    var text = new StringBuilder("# Run: ").append(run.runId()).append('\n');
    for (var element : NoteElement.values()) {
      text.append("## ").append(element.title).append('\n');
      var words = said.getOrDefault(element.name().toLowerCase(Locale.ROOT), "");
      text.append(
          words.isBlank() || (element == NoteElement.HYPOTHESIS && run.hypothesis() != null)
              ? line(element, fact(element, ended, run, parent))
              : lines(words));
    }
    return text.toString();
  }

  private static @Nullable String fact(
      NoteElement element, boolean ended, Run run, @Nullable Run parent) {
    return switch (element) {
      case HYPOTHESIS -> run.hypothesis();
      case CHANGE -> ended ? change(run, parent) : null;
      case RESULT -> ended ? result(run, parent) : null;
      case NEXT -> null;
      case RISK -> ended ? risk(run) : null;
    };
  }

  private static String lines(String words) {
    return words
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .map(line -> NoteSection.harmless(line) + "\n")
        .collect(Collectors.joining());
  }

  /// One line under its heading: the record may hold line ends and headings of its own.
  private static String line(NoteElement element, @Nullable String body) {
    var words = body == null ? "" : NoteSection.harmless(oneLine(body));
    return (words.isEmpty() ? element.placeholder : words) + "\n";
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ").strip();
  }

  private static @Nullable String change(Run run, @Nullable Run parent) {
    if (run.command().argv().isEmpty()) {
      return null; // an adopted run: nothing tells of which script
    }
    if (parent == null) {
      return NoteText.DRAFT
          + (run.parent() == null
              ? "the first recorded run of this script."
              : "unknown: there is no record of " + run.parent() + " any more.");
    }
    var changes = Differences.between(parent, run);
    if (changes.isEmpty()) {
      return NoteText.DRAFT + "nothing that the records show, against " + parent.runId() + ".";
    }
    var shown = String.join("; ", changes.subList(0, Math.min(MOST_CHANGES, changes.size())));
    var more =
        changes.size() > MOST_CHANGES ? "; and " + (changes.size() - MOST_CHANGES) + " more" : "";
    return NoteText.DRAFT + "against " + parent.runId() + ": " + shown + more + ".";
  }

  private static String result(Run run, @Nullable Run parent) {
    var phrases = Headline.of(run, parent, MOST_CHANGES);
    if (phrases.isEmpty()) {
      return NoteText.DRAFT + "no metric was seen.";
    }
    return NoteText.DRAFT
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
        ? NoteText.DRAFT + "nothing in the record."
        : NoteText.DRAFT + String.join("; ", risks) + ".";
  }
}
