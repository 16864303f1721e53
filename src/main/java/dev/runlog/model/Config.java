package dev.runlog.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every parameter with the value in force; `sources` says per key where it came from,
/// `overrides` what was typed on the command line. `hash` is over `resolved` in RFC 8785
/// canonical JSON.
public record Config(
    @Nullable String path,
    @Nullable String hash,
    Map<String, @Nullable Object> resolved,
    List<ConfigFile> files,
    Map<String, @Nullable Object> overrides,
    Map<String, String> sources,
    @Nullable String truncated) {

  /// A configuration file by content; `kept` is the masked copy in the run folder where Git does
  /// not have the file.
  public record ConfigFile(String path, String hash, @Nullable String kept) {}
}
