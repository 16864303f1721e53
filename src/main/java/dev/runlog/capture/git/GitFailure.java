package dev.runlog.capture.git;

import java.io.IOException;

/// Git could not answer; the message says why in words for `capture.missing`.
final class GitFailure extends IOException {
  private static final long serialVersionUID = 1;

  GitFailure(String why) {
    super(why);
  }
}
