package dev.runlog.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// Reads many records, block by block, on all processors; a few blocks at a time are in memory.
final class Reading implements Iterator<BlockBuilder> {
  private final Path outputs;
  private final List<Changes.Fresh> runs;
  private final int blockSize;
  private final LongConsumer progress;
  private final AtomicLong left;
  private final ExecutorService workers;
  private final List<Future<BlockBuilder>> underWay = new ArrayList<>();
  private int next;

  private Reading(Path outputs, List<Changes.Fresh> runs, int blockSize, LongConsumer progress) {
    this.outputs = outputs;
    this.runs = runs;
    this.blockSize = blockSize;
    this.progress = progress;
    this.left = new AtomicLong(runs.size());
    int threads = Math.min(8, Runtime.getRuntime().availableProcessors());
    this.workers = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory());
    for (int i = 0; i <= threads; i++) {
      start();
    }
  }

  static Iterable<BlockBuilder> of(
      Path outputs, List<Changes.Fresh> runs, int blockSize, LongConsumer progress) {
    return () -> new Reading(outputs, runs, blockSize, progress);
  }

  private void start() {
    int from = next;
    int to = Math.min(runs.size(), from + blockSize);
    if (from < to) {
      next = to;
      underWay.add(workers.submit(() -> block(runs.subList(from, to))));
    }
  }

  private BlockBuilder block(List<Changes.Fresh> part) {
    var builder = new BlockBuilder(part.size());
    for (var run : part) {
      builder.read(outputs, run.name(), run.stamp());
      progress.accept(left.decrementAndGet());
    }
    return builder;
  }

  @Override
  public boolean hasNext() {
    if (underWay.isEmpty()) {
      workers.shutdown();
    }
    return !underWay.isEmpty();
  }

  @Override
  public BlockBuilder next() {
    try {
      var block = underWay.removeFirst().get();
      start();
      return block;
    } catch (InterruptedException | ExecutionException e) {
      workers.shutdownNow();
      throw new IllegalStateException(e);
    }
  }
}
