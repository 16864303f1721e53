package dev.runlog.record;

import java.time.Duration;

/// Rewrites run.json while the command runs, whenever something new is known, so that a death at
/// any moment loses at most some seconds of it.
final class Checkpoints implements AutoCloseable {
  private static final Duration FIRST = Duration.ofMillis(20);
  private static final Duration EARLY = Duration.ofMillis(250);
  private static final Duration LATER = Duration.ofSeconds(2);
  private static final int EARLY_LOOKS = 20;

  private final Session session;
  private final Runnable write;
  private final Thread thread;

  Checkpoints(Session session, Runnable write) {
    this.session = session;
    this.write = write;
    this.thread = new Thread(this::run, "runlog-checkpoints");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    long written = -1;
    var pause = FIRST;
    try {
      for (int looks = 0; !session.awaitEnd(pause); looks++) {
        if (written != session.changes()) {
          written = session.changes();
          write.run();
        }
        pause = looks < EARLY_LOOKS ? EARLY : LATER;
      }
    } catch (InterruptedException e) {
      // the command has ended: the last state is written by others
    }
  }

  /// Waits until no checkpoint is under way.
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
