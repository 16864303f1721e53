package dev.runlog.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Passes signals on to a command that lives in our own process group.
///
/// What the terminal sends, and `kill -- -GROUP`, reaches the command without us; what is sent to
/// runlog alone does not. Java cannot see the difference, so a witness, a small shell in the same
/// group, tells: a signal that it got too is not passed on a second time, also where it dies of it.
/// Only in the millisecond until it has started may the command get a signal twice. It answers
/// every line with `?`, after the names of the signals that came before.
final class SharedGroup implements Signals.Receiver {
  private static final long PATIENCE_SECONDS = 2;
  private static final String ANSWER = "?";
  private static final String ENDED = "";
  private static final String WITNESS =
      "for s in HUP INT TERM USR1 USR2; do trap \"echo $s\" $s; done; echo '?'; "
          + "while kill -0 \"$0\"; do if read -r line; then echo '?'; fi; done";

  private final Map<String, BlockingQueue<Long>> told = new ConcurrentHashMap<>();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final ProcessHandle command;
  private volatile @Nullable Process witness;
  private volatile boolean isClosed;

  private SharedGroup(ProcessHandle command) {
    this.command = command;
  }

  /// The witness starts in the background: the command need not wait for it.
  static SharedGroup of(Process command) {
    var group = new SharedGroup(command.toHandle());
    Thread.ofPlatform().daemon().name("witness").start(group::watch);
    return group;
  }

  private void watch() {
    var self = Long.toString(ProcessHandle.current().pid());
    var shell = new ProcessBuilder("/bin/sh", "-c", WITNESS, self);
    try {
      var started = shell.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      witness = started;
      if (isClosed) {
        started.destroyForcibly();
      }
      listen(started);
    } catch (IOException e) {
      // without a witness every signal is passed on, the terminal's a second time
    } finally {
      told(ANSWER).add(System.nanoTime());
      ready.countDown();
    }
  }

  private void listen(Process started) throws IOException {
    try (BufferedReader lines = started.inputReader()) {
      for (var name = lines.readLine(); name != null; name = lines.readLine()) {
        told(name).add(System.nanoTime());
        ready.countDown();
      }
    }
    told(ENDED).add(System.nanoTime());
  }

  /// When the witness said `word`, oldest first.
  private BlockingQueue<Long> told(String word) {
    return told.computeIfAbsent(word, name -> new LinkedBlockingQueue<>());
  }

  /// Takes one: two signals close together are told before the first is asked for. What nobody
  /// asked for in a second is forgotten.
  private static boolean takeRecent(BlockingQueue<Long> times) {
    long oldest = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);
    for (var time = times.poll(); time != null; time = times.poll()) {
      if (time - oldest > 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void send(String signal) throws IOException, InterruptedException {
    if (!hasSeen(signal)) {
      kill(signal);
    }
  }

  private boolean hasSeen(String signal) throws InterruptedException {
    if (!ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      return false;
    }
    told(ANSWER).clear();
    if (isAsked()) {
      told(ANSWER).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    return takeRecent(told(signal)) || takeRecent(told(ENDED));
  }

  private boolean isAsked() {
    var asked = witness;
    if (asked == null) {
      return false;
    }
    try {
      var question = asked.outputWriter();
      question.write('\n');
      question.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Sends to the command and to those of its descendants that are in our group.
  void kill(String signal) throws IOException, InterruptedException {
    long own = Linux.ownGroup();
    var targets =
        LongStream.concat(
                LongStream.of(command.pid()), command.descendants().mapToLong(ProcessHandle::pid))
            .filter(pid -> Linux.groupOf(pid) == own)
            .mapToObj(Long::toString)
            .toList();
    Signals.kill(signal, targets);
  }

  @Override
  public void close() {
    isClosed = true;
    var started = witness;
    if (started != null) {
      started.destroyForcibly();
    }
  }
}
