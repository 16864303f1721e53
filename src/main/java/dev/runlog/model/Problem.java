package dev.runlog.model;

/// A failure that the user can act on: what is wrong, where, with which value, and what to do
/// next.
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// The exit code that goes with it.
  private final int exitCode;

  private Problem(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /// The command line or a settings file is wrong: exit code 2.
  public static Problem usage(String message) {
    return new Problem(2, message);
  }

  /// Nothing was found, or a check failed: exit code 1.
  public static Problem notFound(String message) {
    return new Problem(1, message);
  }

  /// The command could not be started: exit code 125 (runlog's own fault), 126 (not executable)
  /// or 127 (not found).
  public static Problem start(int exitCode, String message) {
    return new Problem(exitCode, message);
  }

  public int exitCode() {
    return exitCode;
  }
}
