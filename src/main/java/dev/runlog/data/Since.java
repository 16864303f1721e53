package dev.runlog.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Goes along the files as they were while those that are there now come in the same order.
final class Since {
  private final List<Entry> files;
  private final List<String> changed = new ArrayList<>();
  private final FileHash hash = new FileHash();
  private int next;

  Since(List<Entry> files) {
    this.files = files;
  }

  /// The names of what was added, removed or changed.
  List<String> changed() {
    return changed;
  }

  void there(Entry now) {
    var name = now.whole();
    int end = next;
    while (end < files.size() && files.get(end).whole().compareTo(name) < 0) {
      end++;
    }
    gone(end);
    if (next < files.size() && files.get(next).whole().equals(name)) {
      compare(files.get(next++), now.stat());
    } else {
      changed.add(name.line());
    }
  }

  void gone(int end) {
    while (next < end) {
      changed.add(files.get(next++).whole().line());
    }
  }

  void known(Entry file) {
    try {
      compare(file, Stat.of(file.path()));
    } catch (IOException e) {
      changed.add(file.whole().line());
    }
  }

  private void compare(Entry file, Stat now) {
    if (isChanged(file, now)) {
      changed.add(file.whole().line());
    }
  }

  private boolean isChanged(Entry file, Stat now) {
    return switch (file.state) {
      case READ -> !now.equals(file.stat()) && !isSameContent(file, now.bytes());
      case LISTED -> !now.equals(file.stat());
      case UNREAD, UNSTABLE, GONE -> true;
      case UNREADABLE -> false;
    };
  }

  /// A file that was only touched, linked or put back did not change.
  private boolean isSameContent(Entry file, long size) {
    try {
      return size == file.bytes
          && Arrays.equals(hash.of(file.path(), size, bytes -> {}), file.sha256());
    } catch (IOException e) {
      return false;
    }
  }
}
