package dev.runlog.record;

import dev.runlog.launch.Exit;
import dev.runlog.model.Observation.Ending;
import dev.runlog.model.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a run ended, and what that was read from.
record Cause(Status status, String name, @Nullable String evidence) {

  /// From the exit status, what the program said from inside, the signal that was passed on, and
  /// the kernel's OOM counter.
  static Cause of(Exit exit, List<Ending> endings, List<String> argv, long oomKills) {
    var status =
        exit.signal() != null ? Status.KILLED : exit.code() == 0 ? Status.FINISHED : Status.FAILED;
    if (status == Status.FINISHED) {
      return new Cause(status, "exit", null);
    }
    if (oomKills > 0 && (exit.code() == 137 || "KILL".equals(exit.signal()))) {
      return new Cause(
          status, "oom", "the kernel's out-of-memory killer ended a process of this control group");
    }
    var exception = endings.stream().filter(e -> e.cause().equals("exception")).reduce((a, b) -> b);
    if (exit.signal() == null && exception.isPresent()) {
      return new Cause(status, "exception", exception.get().evidence());
    }
    return exit.signal() != null ? signalled(exit) : exited(exit, argv);
  }

  private static Cause signalled(Exit exit) {
    var evidence =
        "signal " + exit.signal() + (exit.forwarded() == null ? "" : ", passed on by runlog");
    var name =
        switch (String.valueOf(exit.signal())) {
          case "INT" -> "interrupt";
          case "TERM" -> "sigterm";
          default -> "unknown";
        };
    return new Cause(Status.KILLED, name, evidence);
  }

  private static Cause exited(Exit exit, List<String> argv) {
    var evidence = "exit code " + exit.code();
    if (exit.code() == 124 && argv.getFirst().endsWith("timeout")) {
      return new Cause(Status.FAILED, "timeout", evidence + " of timeout");
    }
    if ("INT".equals(exit.forwarded())) {
      return new Cause(Status.FAILED, "interrupt", evidence + " after signal INT");
    }
    if ("TERM".equals(exit.forwarded())) {
      return new Cause(Status.FAILED, "sigterm", evidence + " after signal TERM");
    }
    return new Cause(Status.FAILED, "exit", evidence);
  }
}
