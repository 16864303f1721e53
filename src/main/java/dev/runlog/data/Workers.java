package dev.runlog.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// The same work in several threads.
public final class Workers {
  private static final int MOST = 8;

  /// One thread's part.
  public interface Work {
    void run() throws IOException, InterruptedException;
  }

  private Workers() {}

  /// How many threads read files side by side.
  public static int most() {
    return Math.min(MOST, Runtime.getRuntime().availableProcessors());
  }

  /// Returns when all are done; an interrupt of the caller interrupts them.
  public static void run(int threads, Work work) throws IOException, InterruptedException {
    var all = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < threads; i++) {
      all.add(
          () -> {
            work.run();
            return true;
          });
    }
    try (var pool = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory())) {
      for (var each : pool.invokeAll(all)) {
        each.get();
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case CancellationException over -> throw over;
        case InterruptedException interrupted -> throw interrupted;
        case Error error -> throw error;
        case null, default -> throw new IOException(e.getCause());
      }
    }
  }
}
