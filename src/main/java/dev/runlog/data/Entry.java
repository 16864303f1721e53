package dev.runlog.data;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// One file of a manifest: its name below the folder, and what was read of it.
final class Entry {
  /// How reading went.
  enum State {
    UNREAD,
    READ,
    /// It changed while it was read, twice.
    UNSTABLE,
    UNREADABLE,
    GONE
  }

  final RawName name;
  State state = State.UNREAD;
  byte[] sha256 = new byte[0];
  @Nullable Stat stat;

  Entry(RawName name) {
    this.name = name;
  }

  /// The line that `sha256sum` prints for it in its folder.
  byte[] line() {
    return name.sumLine(HexFormat.of().formatHex(sha256), "./");
  }
}
