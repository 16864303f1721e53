package dev.runlog.redact;

import org.jspecify.annotations.Nullable;

/// A text with parts replaced from left to right; costs nothing while nothing is replaced.
final class Edits {
  private final String text;
  private @Nullable StringBuilder out;
  private int done;

  Edits(String text) {
    this.text = text;
  }

  /// Replaces what stands from `start` to `end`; parts before the last replacement are left alone.
  void replace(int start, int end, String by) {
    if (start < done) {
      return;
    }
    if (out == null) {
      out = new StringBuilder(text.length());
    }
    out.append(text, done, start).append(by);
    done = end;
  }

  /// Where the untouched rest begins.
  int done() {
    return done;
  }

  String result() {
    return out == null ? text : out.append(text, done, text.length()).toString();
  }
}
