package dev.runlog.sync;

/// Why a run did not arrive. One that passes is tried again later by itself; the others need a
/// person.
public final class PushFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean passing;

  private PushFailure(String message, boolean passing) {
    super(message);
    this.passing = passing;
  }

  /// The network or the server is not as it should be at the moment.
  public static PushFailure passing(String why) {
    return new PushFailure(why, true);
  }

  /// Trying again would give the same.
  public static PushFailure lasting(String why) {
    return new PushFailure(why, false);
  }

  public boolean isPassing() {
    return passing;
  }

  /// What went wrong.
  public String why() {
    return String.valueOf(getMessage());
  }
}
