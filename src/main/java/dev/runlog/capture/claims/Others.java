package dev.runlog.capture.claims;

import dev.runlog.data.FileHash;
import java.io.IOException;

/// Reads the files that a tool says nothing of, where they are small beside what it knows.
final class Others {
  private static final long MOST = 64 << 20;

  private long bytes;

  /// Where it becomes too much, an [IOException]: then all is better read with the cache.
  String sha256(Held.File file) throws IOException {
    bytes += file.bytes();
    if (bytes > MOST) {
      throw new IOException("too much that no tool knows");
    }
    return FileHash.sha256(file.path());
  }
}
