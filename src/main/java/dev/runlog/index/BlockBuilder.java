package dev.runlog.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts runs together to a block: from their run.json, or from blocks that are made one.
final class BlockBuilder {
  private static final int LARGEST = 64 << 20;

  final Map<String, Chunk> chunks = new HashMap<>();
  final List<Broken> broken = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final long[] stamps;
  private final Field root = Field.root();
  private final int room;
  private byte[] buffer = new byte[1 << 15];

  BlockBuilder(int room) {
    this.room = room;
    this.stamps = new long[room];
  }

  int size() {
    return names.size();
  }

  Block block(long number) {
    return new Block(number, names, Arrays.copyOf(stamps, names.size()), new BitSet());
  }

  Chunk chunk(String key) {
    return chunks.computeIfAbsent(key, none -> new Chunk(room));
  }

  /// Reads a run's record; one that cannot be read is kept as broken, with the reason.
  void read(Path outputs, String name, long stamp) {
    int run = names.size();
    try {
      int length = bytes(outputs + "/" + name + "/run.json");
      FlatRun.read(buffer, length, root, this, run);
      names.add(name);
      stamps[run] = Stamp.asOfNow(stamp);
    } catch (IOException | OutOfMemoryError | StackOverflowError e) {
      chunks.values().forEach(chunk -> chunk.put(run, Chunk.MISSING));
      var why =
          e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
      broken.add(new Broken(name, Stamp.asOfNow(stamp), String.valueOf(why)));
    }
  }

  /// Reads a file into the buffer and gives its length.
  private int bytes(String file) throws IOException {
    try (var in = new FileInputStream(file)) {
      int length = 0;
      for (int n = 0; n >= 0; n = in.read(buffer, length, buffer.length - length)) {
        length += n;
        if (length > LARGEST) {
          throw new IOException("it has more than " + LARGEST + " bytes");
        }
        if (length == buffer.length) {
          buffer = Arrays.copyOf(buffer, 2 * length);
        }
      }
      return length;
    }
  }

  /// Takes the living runs of a block over.
  void take(Block block, Map<String, Chunk> from) {
    for (int i = 0; i < block.size(); i++) {
      if (!block.dead.get(i)) {
        int run = names.size();
        names.add(block.names.get(i));
        stamps[run] = block.stamps[i];
        for (var entry : from.entrySet()) {
          if (entry.getValue().kind(i) != Chunk.MISSING) {
            chunk(entry.getKey()).put(run, entry.getValue(), i);
          }
        }
      }
    }
  }
}
