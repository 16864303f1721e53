package dev.runlog.data;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What is known already of the content of files: it stays what it was when it was first read,
/// and [Manifest#changedSince] tells what is another by now. May be used by several threads.
public final class Contents {
  private final Map<Path, Entry> known = new ConcurrentHashMap<>();

  void add(Tree.Found file) {
    if (file.entry().state == Entry.State.READ) {
      known.put(file.path(), file.entry());
    }
  }

  boolean fill(Tree.Found file) {
    var entry = known.get(file.path());
    if (entry == null) {
      return false;
    }
    file.entry().sha256 = entry.sha256;
    file.entry().stat = entry.stat;
    file.entry().state = entry.state;
    return true;
  }
}
