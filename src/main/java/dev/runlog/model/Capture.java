package dev.runlog.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the record was made: what each source cost, what could not be had, and what nobody
/// observed but was told from what the run left behind.
public record Capture(
    String version,
    @Nullable Double overheadMs,
    List<SourceReport> sources,
    List<Gap> missing,
    @Nullable Recorder recorder,
    List<Gap> inferred) {

  /// The process that records the run, so that a later one can tell whether it is still there:
  /// `startedMs` is its start in milliseconds since the epoch.
  public record Recorder(long pid, @Nullable Long startedMs) {}

  /// What one source did: `outcome` is ok, late or failed.
  public record SourceReport(String name, double ms, String outcome) {}

  /// A field that could not be had, or was inferred, and why.
  public record Gap(String field, String why) {}
}
