package dev.runlog.data;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What is known already of the content of files: it stays what it was when it was first read,
/// and [Manifest#changedSince] tells what is another by now. May be used by several threads.
public final class Contents {
  private final Map<Path, Entry> known = new ConcurrentHashMap<>();
  private final boolean keeps;

  public Contents() {
    this(true);
  }

  private Contents(boolean keeps) {
    this.keeps = keeps;
  }

  /// Learns nothing.
  static Contents none() {
    return new Contents(false);
  }

  void add(Entry file) {
    if (keeps && file.state == Entry.State.READ) {
      known.put(file.path(), file);
    }
  }

  void fill(Entry file) {
    var entry = known.isEmpty() ? null : known.get(file.path());
    if (entry != null) {
      file.fill(entry);
    }
  }
}
