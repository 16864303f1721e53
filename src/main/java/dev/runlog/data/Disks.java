package dev.runlog.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/// What kind of disk a folder is on.
final class Disks {
  private static final Set<String> NETWORKS =
      Set.of(
          "9p",
          "afs",
          "beegfs",
          "ceph",
          "cifs",
          "gpfs",
          "glusterfs",
          "lustre",
          "ncpfs",
          "nfs",
          "nfs4",
          "orangefs",
          "panfs",
          "pvfs2",
          "smb3",
          "smbfs",
          "virtiofs",
          "wekafs");

  private Disks() {}

  /// Whether it is another machine's; of a path that does not exist, its nearest folder counts.
  static boolean isOverNetwork(Path path) {
    for (var at = path.toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        return isOverNetworkNow(at);
      }
    }
    return false;
  }

  private static boolean isOverNetworkNow(Path path) {
    try {
      var type = Files.getFileStore(path).type().toLowerCase(Locale.ROOT);
      return NETWORKS.contains(type) || type.startsWith("fuse.") && !type.equals("fuse.ext4");
    } catch (IOException e) {
      return true; // to be on the safe side
    }
  }
}
