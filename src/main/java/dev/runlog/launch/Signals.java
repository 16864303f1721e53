package dev.runlog.launch;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/// Passes on the signals that runlog gets. From [#install] on they no longer end this process;
/// those that come before the command has a process reach it then. After the command's end they
/// are swallowed for a moment, so that the second Ctrl-C of an impatient user does not cost the
/// record; later ones act as they would without us.
final class Signals {
  /// Sends one signal to the command; called for one signal at a time.
  interface Receiver extends AutoCloseable {
    void send(String signal) throws IOException, InterruptedException;

    @Override
    default void close() {}
  }

  private static final List<String> PASSED_ON = List.of("INT", "TERM", "HUP", "USR1", "USR2");
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final String KILL =
      "for p; do kill -s \"$0\" -- \"-$p\" || kill -s \"$0\" -- \"$p\"; done";

  private final List<String> early = new ArrayList<>();
  private @Nullable Receiver receiver;
  private @Nullable String last;
  private @Nullable Runnable impatience;
  private long endedAt;
  private boolean ended;

  private Signals() {}

  /// Takes over every signal that was not ignored when we started.
  static Signals install() {
    var signals = new Signals();
    for (var name : PASSED_ON) {
      if (!Linux.isIgnored(name)) {
        Signal.handle(new Signal(name), signals::arrived);
      }
    }
    return signals;
  }

  /// From now on signals go to `receiver`.
  synchronized void attach(Receiver receiver) {
    this.receiver = receiver;
    early.forEach(this::send);
    early.clear();
  }

  /// Has `action` done now and whenever the terminal's size has changed.
  void onResize(Action action) {
    Signal.handle(new Signal("WINCH"), signal -> resized(action));
    resized(action);
  }

  private synchronized void resized(Action action) {
    if (!ended) {
      attempt(action);
    }
  }

  /// The command has ended, or was never started.
  synchronized void detach() {
    if (receiver != null) {
      receiver.close();
    }
    ended = true;
    endedAt = System.nanoTime();
  }

  /// What the first signal does that comes when the command has long ended.
  synchronized void onImpatience(Runnable action) {
    impatience = action;
  }

  /// The last signal that was passed on.
  synchronized @Nullable String last() {
    return last;
  }

  private synchronized void arrived(Signal signal) {
    if (!ended) {
      if (receiver == null) {
        early.add(signal.getName());
      } else {
        send(signal.getName());
      }
    } else if (System.nanoTime() - endedAt > PATIENCE.toNanos()) {
      var action = impatience;
      impatience = null;
      if (action != null) {
        action.run();
      } else {
        Signal.handle(signal, sun.misc.SignalHandler.SIG_DFL);
        Signal.raise(signal);
      }
    }
  }

  private void send(String name) {
    last = name;
    var to = receiver;
    if (to != null) {
      attempt(() -> to.send(name));
    }
  }

  private static void attempt(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      // no process can be started now; the command still gets what the terminal sends
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Something that starts a process.
  interface Action {
    void run() throws IOException, InterruptedException;
  }

  /// Sends to every one of `pids`, and where it leads a process group, to all of that.
  static void kill(String signal, List<String> pids) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("/bin/sh", "-c", KILL, signal));
    command.addAll(pids);
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
