package dev.runlog.index;

import java.util.ArrayList;
import java.util.List;

/// The living runs of all blocks by their folder's name, and which of them have been seen on disk
/// as they were. A table of numbers: a map of objects takes five times as long to fill.
final class Names {
  private final List<Block> blocks;
  private final String[] names;
  private final int[] table;
  private final long[] stamps;
  private final boolean[] seen; // of all threads, each its own runs

  Names(List<Block> blocks) {
    this.blocks = blocks;
    this.names = new String[blocks.stream().mapToInt(Block::size).sum()];
    this.stamps = new long[names.length];
    this.seen = new boolean[names.length];
    this.table = new int[Integer.highestOneBit(Math.max(1, names.length)) * 4];
    int run = 0;
    for (var block : blocks) {
      for (int i = 0; i < block.size(); i++, run++) {
        if (block.dead.get(i)) {
          seen[run] = true; // it is not looked for
        } else {
          names[run] = block.names.get(i);
          stamps[run] = block.stamps[i];
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
    boolean has = run >= 0 && stamps[run] == mtime;
    if (has) {
      seen[run] = true;
    }
    return has;
  }

  /// Marks the runs dead that were not seen, and gives their blocks.
  List<Block> buryUnseen() {
    var buried = new ArrayList<Block>();
    int first = 0;
    for (var block : blocks) {
      boolean any = false;
      for (int i = 0; i < block.size(); i++) {
        if (!seen[first + i]) {
          block.dead.set(i);
          any = true;
        }
      }
      if (any) {
        buried.add(block);
      }
      first += block.size();
    }
    return buried;
  }
}
