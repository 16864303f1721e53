package dev.runlog.index;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The values of one key for all runs of a catalog.
public final class Column {
  private final int[] firsts;
  private final List<@Nullable Chunk> chunks;
  private int block;

  Column(int[] firsts, List<@Nullable Chunk> chunks) {
    this.firsts = firsts;
    this.chunks = chunks;
  }

  private @Nullable Chunk at(int run) {
    while (run < firsts[block]) {
      block--;
    }
    while (run >= firsts[block + 1]) {
      block++;
    }
    return chunks.get(block);
  }

  /// Names the runs whose text fits; each text is tried once or a few times.
  public void matching(Predicate<String> wanted, IntConsumer runs) {
    for (int i = 0; i < chunks.size(); i++) {
      var chunk = chunks.get(i);
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
