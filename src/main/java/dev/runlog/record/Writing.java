package dev.runlog.record;

import dev.runlog.model.Observation.Gap;
import dev.runlog.model.Run;
import java.io.IOException;
import java.util.function.Supplier;

/// What is written of a run while it lasts and in the end; a disk that is full, or any other
/// trouble, stops neither the run nor us: it becomes a gap, and the first of them a warning.
final class Writing {
  private final Session session;
  private final Assembly assembly;
  private final Warnings warnings;

  Writing(Session session, Assembly assembly) {
    this.session = session;
    this.assembly = assembly;
    this.warnings = new Warnings(session.world());
  }

  /// Writes a state of the record.
  Run store(Supplier<Run> state) {
    var run = state.get();
    attempt("run.json", () -> assembly.write(run));
    return run;
  }

  /// One step of writing that may fail.
  interface Step {
    void run() throws IOException;
  }

  void attempt(String field, Step step) {
    try {
      step.run();
    } catch (IOException e) {
      trouble(field, "could not be written: " + e);
    }
  }

  void trouble(String field, String why) {
    session.accept(new Gap(field, why));
    warnings.say(field + " " + why);
  }
}
