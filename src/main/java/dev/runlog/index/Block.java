package dev.runlog.index;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// A block of runs: their folder names, what their run.json looked like when it was read, and
/// which of them are no longer so. The values stand in chunks, one for each key.
final class Block {
  final long number;
  final List<String> names;
  final long[] stamps;
  final BitSet dead;

  Block(long number, List<String> names, long[] stamps, BitSet dead) {
    this.number = number;
    this.names = names;
    this.stamps = stamps;
    this.dead = dead;
  }

  int size() {
    return names.size();
  }

  int living() {
    return size() - dead.cardinality();
  }

  byte[] nameBytes() {
    return String.join("\0", names).getBytes(StandardCharsets.UTF_8);
  }

  byte[] stampBytes() {
    var bytes = ByteBuffer.allocate(8 * stamps.length);
    bytes.asLongBuffer().put(stamps);
    return bytes.array();
  }

  static Block of(long number, byte[] names, byte[] stamps, byte[] dead) {
    var list = new ArrayList<String>(stamps.length / 8);
    int start = 0;
    for (int i = 0; i <= names.length; i++) {
      if (i == names.length || names[i] == 0) {
        list.add(new String(names, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    var times = new long[stamps.length / 8];
    ByteBuffer.wrap(stamps).asLongBuffer().get(times);
    return new Block(number, list, times, BitSet.valueOf(dead));
  }
}
