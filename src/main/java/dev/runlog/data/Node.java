package dev.runlog.data;

import java.util.Arrays;

/// What lies in a folder: a file or a further folder.
sealed interface Node permits Entry, Folder {

  /// Its last name, in the bytes of the file system.
  byte[] name();

  /// The order of whole paths: as if a folder's name ended in a slash.
  static int compare(Node a, Node b) {
    var x = a.name();
    var y = b.name();
    int common = Math.min(x.length, y.length);
    int at = Arrays.mismatch(x, 0, common, y, 0, common);
    return at >= 0
        ? (x[at] & 0xff) - (y[at] & 0xff)
        : after(common, x, a instanceof Folder) - after(common, y, b instanceof Folder);
  }

  private static int after(int common, byte[] name, boolean isFolder) {
    return name.length > common ? name[common] & 0xff : isFolder ? '/' : -1;
  }
}
