package dev.runlog.capture;

import dev.runlog.model.Observation;

/// Takes what sources observe; may be called from any thread.
@FunctionalInterface
public interface Sink {
  void accept(Observation observation);
}
