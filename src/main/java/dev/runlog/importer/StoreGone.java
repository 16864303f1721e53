package dev.runlog.importer;

import java.io.IOException;

/// The store itself cannot be read any more, so that the runs after this one cannot either.
public final class StoreGone extends IOException {
  private static final long serialVersionUID = 1;

  public StoreGone(String why, Throwable cause) {
    super(why, cause);
  }
}
