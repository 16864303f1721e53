package dev.runlog.capture.git;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The moment up to which Git is waited for.
record Deadline(Duration allowed, long end) {

  static Deadline in(Duration allowed) {
    return new Deadline(allowed, System.nanoTime() + allowed.toNanos());
  }

  private long left() {
    return Math.max(0, end - System.nanoTime());
  }

  boolean passed() {
    return left() == 0;
  }

  /// Starts work in a thread that may stay behind if it hangs, even in a read from a pipe that a
  /// stray grandchild keeps open.
  static <T> FutureTask<T> start(String name, Task<T> work) {
    var task = new FutureTask<>(work::run);
    Thread.ofPlatform().daemon().name("git " + name).start(task);
    return task;
  }

  /// Starts work whose outcome does not matter.
  static void startAside(String name, Task<?> work) {
    Thread.ofPlatform().daemon().name("git " + name).start(new FutureTask<>(work::run));
  }

  /// What the work came to, or a failure once the moment has come; `stop` then ends it.
  <T> T await(String name, FutureTask<T> work, Runnable stop)
      throws IOException, InterruptedException {
    try {
      return work.get(left(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      stop.run();
      throw late(name);
    } catch (InterruptedException e) {
      stop.run();
      throw e;
    } catch (ExecutionException e) {
      stop.run();
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException("git " + name + ": " + e.getCause(), e.getCause());
    }
  }

  /// The exit code of a process, or a failure once the moment has come.
  int exit(String name, Process process) throws GitFailure, InterruptedException {
    if (!process.waitFor(left(), TimeUnit.NANOSECONDS)) {
      throw late(name);
    }
    return process.exitValue();
  }

  private GitFailure late(String name) {
    return new GitFailure(
        "git " + name + " did not end within " + allowed.toMillis() / 1000.0 + " s");
  }

  /// Work that may fail.
  @FunctionalInterface
  interface Task<T> {
    T run() throws Exception;
  }
}
