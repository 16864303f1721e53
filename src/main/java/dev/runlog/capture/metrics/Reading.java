package dev.runlog.capture.metrics;

import java.util.List;

/// What one line says: metrics, and where the program stood. `bar` for a progress bar, which says
/// the same thing again and again.
record Reading(Counters counters, List<Pair> pairs, Trust trust, boolean bar) {

  /// SURE at once; RECURRING once the same kind of line has come twice; LATE also where it is
  /// among the last lines of the output; NONE never.
  enum Trust {
    SURE,
    LATE,
    RECURRING,
    NONE
  }

  Reading at(Counters counters) {
    return new Reading(counters, pairs, trust, bar);
  }
}
