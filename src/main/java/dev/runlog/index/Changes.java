package dev.runlog.index;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// What has happened on disk since the index was written: runs to read, blocks in which runs have
/// changed or gone (marked dead there), and broken records that are gone or may be whole now.
record Changes(List<Fresh> fresh, List<Block> buried, Set<String> gone) {

  /// A run to read.
  record Fresh(String name, long stamp) {}

  boolean isEmpty() {
    return fresh.isEmpty() && buried.isEmpty() && gone.isEmpty();
  }

  static Changes between(Disk disk, List<Block> blocks, Map<String, Broken> broken) {
    var known = new Names(blocks);
    var unknown = new boolean[disk.names.length];
    IntStream.range(0, unknown.length)
        .parallel()
        .forEach(
            i -> {
              long stamp = disk.stamp(i);
              unknown[i] = stamp != Stamp.NONE && !known.has(disk.names[i], stamp);
            });
    var fresh = new ArrayList<Fresh>();
    var gone = new HashSet<>(broken.keySet());
    for (int i = 0; i < unknown.length; i++) {
      if (unknown[i]) {
        var bad = broken.get(disk.names[i]);
        if (bad != null && bad.stamp() == disk.stamp(i)) {
          gone.remove(bad.name());
        } else {
          fresh.add(new Fresh(disk.names[i], disk.stamp(i)));
        }
      }
    }
    return new Changes(fresh, known.buryUnseen(), gone);
  }
}
