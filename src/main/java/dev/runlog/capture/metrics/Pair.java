package dev.runlog.capture.metrics;

/// A key and its number on one line. `bare` where only a blank stands between them, `exact` where
/// the number cannot be a mere count (it has a fraction, a percent sign, or is not finite).
record Pair(String name, double value, boolean exact, boolean bare, Lexicon.Kind kind) {

  static Pair of(String name, double value, boolean exact, boolean bare) {
    return new Pair(name, value, exact, bare, Lexicon.kind(Lexicon.split(name)));
  }

  Pair named(String name) {
    return new Pair(name, value, exact, bare, kind);
  }
}
