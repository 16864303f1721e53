package dev.runlog.index;

import java.util.BitSet;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The values of one key for all runs of a catalog, read block by block when they are asked for.
public final class Column {
  /// Reads the chunk of a block, null where no run of it has the key.
  interface Loader {
    @Nullable Chunk load(int block);
  }

  private final int[] firsts;
  private final Loader loader;
  private final @Nullable Chunk[] chunks;
  private final BitSet loaded = new BitSet();
  private int block;

  Column(int[] firsts, Loader loader) {
    this.firsts = firsts;
    this.loader = loader;
    this.chunks = new @Nullable Chunk[firsts.length - 1];
  }

  private @Nullable Chunk chunk(int of) {
    if (!loaded.get(of)) {
      loaded.set(of);
      chunks[of] = loader.load(of);
    }
    return chunks[of];
  }

  private @Nullable Chunk at(int run) {
    while (run < firsts[block]) {
      block--;
    }
    while (run >= firsts[block + 1]) {
      block++;
    }
    return chunk(block);
  }

  /// Names the runs whose text fits; each text is tried once or a few times.
  public void matching(Predicate<String> wanted, IntConsumer runs) {
    for (int i = 0; i < chunks.length; i++) {
      var chunk = chunk(i);
      int first = firsts[i];
      if (chunk != null) {
        chunk.matching(wanted, run -> runs.accept(first + run));
      }
    }
  }

  /// Whether the run's record has this key, even as null.
  public boolean has(int run) {
    var chunk = at(run);
    return chunk != null && chunk.kind(run - firsts[block]) != Chunk.MISSING;
  }

  /// The number; NaN where it is none.
  public double number(int run) {
    var chunk = at(run);
    int i = run - firsts[block];
    return chunk != null && chunk.kind(i) == Chunk.NUMBER ? chunk.number(i) : Double.NaN;
  }

  /// Boolean, Double, String, a list of texts; null for null and where the key is missing.
  public @Nullable Object value(int run) {
    var chunk = at(run);
    return chunk == null ? null : chunk.value(run - firsts[block]);
  }
}
