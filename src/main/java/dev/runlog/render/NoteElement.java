package dev.runlog.render;

import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// The elements of run.md, in order; `placeholder` stands where nobody has written yet.
public enum NoteElement {
  HYPOTHESIS("Hypothesis", "[What should this show, and what do you expect?]"),
  CHANGE("Change", "[What is different from the run before?]"),
  RESULT("Result", "[What came out? Anything unexpected?]"),
  NEXT("Next", "[What follows from it?]"),
  RISK("Risk/Anomaly", "[Anything that could spoil the result?]");

  private static final int LONGEST = 20;

  public final String title;
  final String placeholder;

  NoteElement(String title, String placeholder) {
    this.title = title;
    this.placeholder = placeholder;
  }

  /// `Result, Next`, or `all five`.
  public static String titles(List<NoteElement> elements) {
    if (elements.size() == values().length) {
      return "all five";
    }
    var titles = new StringJoiner(", ");
    elements.forEach(element -> titles.add(element.title));
    return titles.toString();
  }

  /// The element that a heading stands for, also where a person wrote it another way (`Results:`,
  /// `next steps`, `Risk / Anomaly`); null where it is none.
  static @Nullable NoteElement of(String heading) {
    var letters = new StringBuilder();
    for (int i = 0; i < heading.length() && letters.length() <= LONGEST; i++) {
      char c = heading.charAt(i);
      if (Character.isLetter(c)) {
        letters.append(Character.toLowerCase(c));
      }
    }
    return switch (letters.toString()) {
      case "hypothesis" -> HYPOTHESIS;
      case "change", "changes" -> CHANGE;
      case "result", "results" -> RESULT;
      case "next", "nextstep", "nextsteps" -> NEXT;
      case "risk", "risks", "riskanomaly", "risksanomalies", "anomaly", "anomalies" -> RISK;
      default -> null;
    };
  }
}
