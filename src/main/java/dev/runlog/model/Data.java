package dev.runlog.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which bytes a run was given. `hash` is over `manifest`; `inputs` holds further data sets in
/// the same shape. `identity` is what another tool or a server calls these bytes, such as
/// `md5:<hex>.dir`; `fingerprint` stands for a `hash` that took more than the budget.
public record Data(
    @Nullable String name,
    String path,
    @Nullable String hash,
    Map<String, Long> split,
    @Nullable Long files,
    @Nullable Long bytes,
    @Nullable String manifest,
    @Nullable String method,
    @Nullable String assertedBy,
    @Nullable Boolean verified,
    List<String> changedDuringRun,
    List<Data> inputs,
    @Nullable String identity,
    @Nullable String fingerprint) {

  /// A data set that no other tool knows.
  public Data(
      @Nullable String name,
      String path,
      @Nullable String hash,
      Map<String, Long> split,
      @Nullable Long files,
      @Nullable Long bytes,
      @Nullable String manifest,
      @Nullable String method,
      @Nullable String assertedBy,
      @Nullable Boolean verified,
      List<String> changedDuringRun,
      List<Data> inputs) {
    this(
        name,
        path,
        hash,
        split,
        files,
        bytes,
        manifest,
        method,
        assertedBy,
        verified,
        changedDuringRun,
        inputs,
        null,
        null);
  }

  /// The same data set with the sizes of its parts.
  public Data withSplit(Map<String, Long> sizes) {
    return new Data(
        name,
        path,
        hash,
        sizes,
        files,
        bytes,
        manifest,
        method,
        assertedBy,
        verified,
        changedDuringRun,
        inputs,
        identity,
        fingerprint);
  }

  /// The same data set with further ones beside it.
  public Data withInputs(List<Data> others) {
    return new Data(
        name,
        path,
        hash,
        split,
        files,
        bytes,
        manifest,
        method,
        assertedBy,
        verified,
        changedDuringRun,
        others,
        identity,
        fingerprint);
  }

  /// The same data set with files that changed during the run.
  public Data withChanged(List<String> names) {
    return new Data(
        name,
        path,
        hash,
        split,
        files,
        bytes,
        manifest,
        method,
        assertedBy,
        verified,
        names,
        inputs,
        identity,
        fingerprint);
  }
}
