package dev.runlog.launch;

import java.util.Optional;

/// A command that was started.
public interface Child {

  /// The command's own process.
  long pid();

  /// Waits until the command has ended and its output has reached our streams and the log; for
  /// that last part at most a second, because a process it left behind may hold the streams.
  Exit await() throws InterruptedException;

  /// After [#await]: why train.log is not the whole output, if it is not.
  Optional<String> logTrouble();

  /// Has `action` done at the first signal that comes a while after the command's end: the user
  /// does not want to wait for the record. The next one ends this process.
  void onImpatience(Runnable action);
}
