package dev.runlog.capture;

import dev.runlog.model.Observation;
import dev.runlog.model.World;
import dev.runlog.plan.Plan;
import dev.runlog.redact.Redactor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// What a source may know about the run it observes.
public interface Setting {

  Plan plan();

  World world();

  /// Masks secrets; for what a source itself writes into the run folder.
  Redactor redactor();

  /// The run folder: run.json, train.log, and the files that sources themselves add.
  Path folder();

  /// When the run started.
  Instant started();

  /// The command's process; empty before it was started.
  OptionalLong pid();

  /// Waits for the command to end; true when it has.
  boolean awaitEnd(Duration atMost) throws InterruptedException;

  /// What was observed so far, metric points left out.
  List<Observation> observed();

  /// The child's environment, to be changed only in [Source#before].
  Map<String, String> childEnvironment();

  /// What was observed so far of one kind, in order.
  default <T extends Observation> List<T> observed(Class<T> kind) {
    return observed().stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
