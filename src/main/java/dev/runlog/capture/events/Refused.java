package dev.runlog.capture.events;

/// A line that is no event; the message says why, in words that fit all such lines.
final class Refused extends Exception {
  private static final long serialVersionUID = 1;

  Refused(String why) {
    super(why, null, false, false);
  }
}
