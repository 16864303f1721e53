package dev.runlog.index;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What has happened on disk since the index was written: runs to read, blocks in which runs have
/// changed or gone (marked dead there), and broken records that are gone or may be whole now.
record Changes(List<Fresh> fresh, List<Block> buried, Set<String> gone) {

  /// A run to read.
  record Fresh(String name, Stamp stamp) {}

  boolean isEmpty() {
    return fresh.isEmpty() && buried.isEmpty() && gone.isEmpty();
  }

  static Changes between(Disk disk, List<Block> blocks, Map<String, Broken> broken) {
    var known = new Names(blocks);
    var fresh = new ArrayList<Fresh>();
    var gone = new HashSet<>(broken.keySet());
    for (int i = 0; i < disk.names().size(); i++) {
      var name = disk.names().get(i);
      var stamp = disk.stamps().get(i);
      if (stamp.equals(Stamp.NONE) || known.has(name, stamp.mtime())) {
        continue;
      }
      var bad = broken.get(name);
      if (bad != null && bad.stamp().equals(stamp)) {
        gone.remove(name);
      } else {
        fresh.add(new Fresh(name, stamp));
      }
    }
    return new Changes(fresh, known.buryUnseen(), gone);
  }
}
