package dev.runlog.query;

import org.jspecify.annotations.Nullable;

/// One run as flat values by dotted key.
public interface Values {
  /// Boolean, Double, String, a list of texts; null for null and where the key is missing.
  @Nullable Object of(String key);

  /// Whether the run has the key, even as null.
  boolean has(String key);
}
