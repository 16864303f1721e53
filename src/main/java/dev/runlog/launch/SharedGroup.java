package dev.runlog.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Passes signals on to a command that lives in our own process group.
///
/// What the terminal sends, and `kill -- -GROUP`, reaches the command without us; what is sent to
/// runlog alone does not. Java cannot see the difference, so a witness, a small shell in the same
/// group, tells: a signal that it got too is not passed on a second time. It answers every line
/// with `?`, after the names of the signals that came before.
final class SharedGroup implements Signals.Receiver {
  private static final long PATIENCE_SECONDS = 2;
  private static final String ANSWER = "?";
  private static final String WITNESS =
      "for s in HUP INT TERM USR1 USR2; do trap \"echo $s\" $s; done; echo '?'; "
          + "while kill -0 \"$0\"; do if read -r line; then echo '?'; fi; done";

  private final Map<String, BlockingQueue<Long>> told = new ConcurrentHashMap<>();
  private final Process witness;
  private @Nullable ProcessHandle command;

  private SharedGroup(Process witness) {
    this.witness = witness;
  }

  /// Starts the witness.
  static SharedGroup open() throws IOException {
    var self = Long.toString(ProcessHandle.current().pid());
    var group =
        new SharedGroup(
            new ProcessBuilder("/bin/sh", "-c", WITNESS, self)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    Thread.ofPlatform().daemon().name("witness").start(group::listen);
    return group;
  }

  /// To be called before the command starts: a signal that comes before the witness listens would
  /// reach the command twice.
  void awaitWitness() {
    try {
      told(ANSWER).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Names the command; signals may be sent from now on.
  void adopt(Process process) {
    command = process.toHandle();
  }

  private void listen() {
    try (BufferedReader lines = witness.inputReader()) {
      for (var name = lines.readLine(); name != null; name = lines.readLine()) {
        told(name).add(System.nanoTime());
      }
    } catch (IOException e) {
      // without a witness every signal is passed on, the terminal's a second time
    }
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
    told(ANSWER).clear();
    try {
      var question = witness.outputWriter();
      question.write('\n');
      question.flush();
      told(ANSWER).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      return false;
    }
    return takeRecent(told(signal));
  }

  /// Sends to the command and to those of its descendants that are in our group.
  void kill(String signal) throws IOException, InterruptedException {
    if (command == null) {
      return;
    }
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
    witness.destroyForcibly();
  }
}
