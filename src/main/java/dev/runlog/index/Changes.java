package dev.runlog.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What has happened on disk since the index was written: runs to read, blocks in which runs have
/// changed or gone (marked dead there), and broken records that are gone or may be whole now.
record Changes(List<Fresh> fresh, List<Block> buried, Set<String> gone) {

  /// A run to read.
  record Fresh(String name, Stamp stamp) {}

  private record Place(Block block, int index) {}

  boolean isEmpty() {
    return fresh.isEmpty() && buried.isEmpty() && gone.isEmpty();
  }

  static Changes between(Disk disk, List<Block> blocks, Map<String, Broken> broken) {
    var places = places(blocks);
    var names = disk.names();
    var fresh = new ArrayList<Fresh>();
    var buried = new HashSet<Block>();
    var gone = new HashSet<>(broken.keySet());
    for (int i = 0; i < names.size(); i++) {
      var stamp = disk.stamps().get(i);
      var place = places.get(names.get(i));
      if (stamp == null) {
        continue; // not a run: it stays in `places` and is buried below
      }
      if (place != null && stamp.equals(place.block.stamps.get(place.index))) {
        places.remove(names.get(i));
        continue;
      }
      var bad = broken.get(names.get(i));
      if (bad != null && bad.stamp().equals(stamp)) {
        gone.remove(names.get(i));
        continue;
      }
      fresh.add(new Fresh(names.get(i), stamp));
    }
    for (var place : places.values()) {
      place.block.dead.set(place.index);
      buried.add(place.block);
    }
    return new Changes(fresh, List.copyOf(buried), gone);
  }

  private static Map<String, Place> places(List<Block> blocks) {
    var places = new HashMap<String, Place>(blocks.stream().mapToInt(Block::size).sum() * 2);
    for (var block : blocks) {
      for (int i = 0; i < block.size(); i++) {
        if (!block.dead.get(i)) {
          places.put(block.names.get(i), new Place(block, i));
        }
      }
    }
    return places;
  }
}
