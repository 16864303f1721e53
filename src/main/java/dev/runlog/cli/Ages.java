package dev.runlog.cli;

import dev.runlog.model.Problem;

/// Points in the past as people type them after an option.
final class Ages {
  private Ages() {}

  /// `30d` as `-30d`, and dates as they are: what a filter compares `start` with.
  static String past(String text, String option) {
    if (text.matches("\\d{1,6}(y|mo|w|d|h|min|m|s)")) {
      return "-" + text;
    }
    if (text.matches(
        "-\\d{1,6}(y|mo|w|d|h|min|m|s)|today|yesterday|\\d{4}-\\d{2}(-\\d{2}(T[0-9:.+Z-]+)?)?")) {
      return text;
    }
    throw Problem.usage(
        option
            + " takes an age or a date, as in 12h, 30d, 8w, 6mo, 2026-02-01; not '"
            + text
            + "'");
  }
}
