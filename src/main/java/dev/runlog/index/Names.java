package dev.runlog.index;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// The living runs of all blocks by their folder's name, and which of them have been seen on disk
/// as they were. A table of numbers: a map of objects takes five times as long to fill.
final class Names {
  private final List<Block> blocks;
  private final String[] names;
  private final int[] table;
  private final BitSet seen = new BitSet();

  Names(List<Block> blocks) {
    this.blocks = blocks;
    this.names = new String[blocks.stream().mapToInt(Block::size).sum()];
    this.table = new int[Integer.highestOneBit(Math.max(1, names.length)) * 4];
    int run = 0;
    for (var block : blocks) {
      for (int i = 0; i < block.size(); i++, run++) {
        if (block.dead.get(i)) {
          seen.set(run); // it is not looked for
        } else {
          names[run] = block.names.get(i);
          table[slot(block.names.get(i))] = run + 1;
        }
      }
    }
  }

  private int slot(String name) {
    int hash = name.hashCode();
    int slot = (hash ^ (hash >>> 15)) & (table.length - 1);
    while (table[slot] != 0 && !name.equals(names[table[slot] - 1])) {
      slot = (slot + 1) & (table.length - 1);
    }
    return slot;
  }

  /// Whether this run is known, with this time of change.
  boolean has(String name, long mtime) {
    int run = table[slot(name)] - 1;
    if (run < 0) {
      return false;
    }
    int first = 0;
    for (var block : blocks) {
      if (run < first + block.size()) {
        if (block.stamps.get(run - first).mtime() != mtime) {
          return false;
        }
        seen.set(run);
        return true;
      }
      first += block.size();
    }
    return false;
  }

  /// Marks the runs dead that were not seen, and gives their blocks.
  List<Block> buryUnseen() {
    var buried = new ArrayList<Block>();
    int first = 0;
    for (var block : blocks) {
      boolean any = false;
      for (int i = seen.nextClearBit(first);
          i < first + block.size();
          i = seen.nextClearBit(i + 1)) {
        block.dead.set(i - first);
        any = true;
      }
      if (any) {
        buried.add(block);
      }
      first += block.size();
    }
    return buried;
  }
}
