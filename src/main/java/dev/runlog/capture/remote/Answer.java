package dev.runlog.capture.remote;

import org.jspecify.annotations.Nullable;

/// What is known in the end of the version of data elsewhere.
sealed interface Answer {

  /// `identity` is `version:`, `revision:`, `etag:` or `last-modified:` and what the server calls
  /// it; `bytes` is null where the server does not say.
  record Version(String identity, @Nullable Long bytes, String host) implements Answer {}

  record Unknown(String why) implements Answer {}
}
