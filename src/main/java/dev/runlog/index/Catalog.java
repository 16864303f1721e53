package dev.runlog.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;

/// All runs of an output folder as columns. Opening it notices what has changed on disk since the
/// last time and reads only that; the folders stay the truth.
public final class Catalog implements AutoCloseable {
  private static final int BLOCK = 4096;
  private static final long ENOUGH_BYTES = 96 << 20;
  private static final int SMALL = 512;
  private static final int MOST_SMALL = 8;
  private static final int RUN_BITS = 22;

  private final Path outputs;
  private final Database database;
  private List<Block> blocks = List.of();
  private Map<String, Broken> broken = Map.of();
  private Map<String, Integer> keys = new LinkedHashMap<>();
  private int[] firsts = {};

  private Catalog(Path outputs, Database database) {
    this.outputs = outputs;
    this.database = database;
  }

  /// Opens the index of an output folder under the user's cache folder and brings it up to date.
  /// `progress` is told how many records are still to be read.
  public static Catalog open(Path cache, Path outputs, LongConsumer progress) throws IOException {
    var file = file(cache, outputs);
    try {
      return opened(file, outputs, progress);
    } catch (SQLException | RuntimeException e) {
      Database.delete(file);
      try {
        return opened(file, outputs, progress);
      } catch (SQLException again) {
        throw new IOException(
            "the index " + file + " cannot be used: " + again.getMessage(), again);
      }
    }
  }

  private static Catalog opened(Path file, Path outputs, LongConsumer progress)
      throws SQLException, IOException {
    var listing = Disk.listing(outputs);
    var catalog = new Catalog(outputs, Database.open(file));
    try {
      catalog.refresh(listing, progress);
      return catalog;
    } catch (SQLException | IOException | RuntimeException e) {
      catalog.close();
      throw e;
    }
  }

  /// Throws the index of an output folder away.
  public static void forget(Path cache, Path outputs) throws IOException {
    Database.delete(file(cache, outputs));
  }

  /// The file that the index of a folder is kept in; it follows the folder when that is moved.
  public static Path file(Path cache, Path outputs) throws IOException {
    var key =
        Files.readAttributes(outputs, java.nio.file.attribute.BasicFileAttributes.class).fileKey();
    var name = String.valueOf(key == null ? outputs.toRealPath() : key);
    return cache.resolve("index").resolve(name.replaceAll("[^A-Za-z0-9]+", "_") + ".db");
  }

  private void load() throws SQLException {
    blocks = database.blocks();
    broken = database.broken();
    keys = database.keys();
  }

  private void refresh(FutureTask<Disk> listing, LongConsumer progress)
      throws SQLException, IOException {
    load();
    var disk = Disk.of(listing);
    if (!Changes.between(disk, blocks, broken).isEmpty()) {
      database.changing(
          () -> {
            load();
            apply(Changes.between(disk, blocks, broken), progress);
          });
      load();
    }
    firsts = new int[blocks.size() + 1];
    for (int i = 0; i < blocks.size(); i++) {
      firsts[i + 1] = firsts[i] + blocks.get(i).size();
    }
  }

  private void apply(Changes changes, LongConsumer progress) throws SQLException, IOException {
    for (var block : changes.buried()) {
      if (block.living() == 0) {
        database.remove(block);
      } else {
        database.bury(block);
      }
    }
    var reasons = new LinkedHashMap<>(broken);
    reasons.keySet().removeAll(changes.gone());
    long next = blocks.stream().mapToLong(block -> block.number).max().orElse(0) + 1;
    long enough = ENOUGH_BYTES;
    for (var builder : Reading.of(outputs, changes.fresh(), BLOCK, progress)) {
      builder.broken.forEach(one -> reasons.put(one.name(), one));
      if (builder.size() > 0) {
        database.add(builder.block(next++), builder.chunks, keys);
        enough = tidied(enough);
      }
    }
    database.replaceBroken(reasons.values());
    merge(next);
  }

  /// Of a first index far more becomes garbage than stays, and Java lets it lie until the heap is
  /// full: it is collected at `enough` bytes. Returns how many are enough from now on.
  private static long tidied(long enough) {
    if (usedBytes() < enough) {
      return enough;
    }
    System.gc();
    return Math.max(ENOUGH_BYTES, 2 * usedBytes());
  }

  private static long usedBytes() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /// Makes one block of many small ones, so that a query reads few.
  private void merge(long next) throws SQLException {
    var small = database.blocks().stream().filter(block -> block.living() < SMALL).toList();
    if (small.size() <= MOST_SMALL) {
      return;
    }
    var chunks = new HashMap<Long, Map<String, Chunk>>();
    for (var key : keys.entrySet()) {
      database
          .chunks(key.getValue(), small)
          .forEach(
              (block, chunk) ->
                  chunks.computeIfAbsent(block, none -> new HashMap<>()).put(key.getKey(), chunk));
    }
    var builder = new BlockBuilder(small.stream().mapToInt(Block::living).sum());
    for (var block : small) {
      builder.take(block, chunks.getOrDefault(block.number, Map.of()));
      database.remove(block);
    }
    database.add(builder.block(next), builder.chunks, keys);
  }

  /// How many blocks there are; a query reads one chunk of each.
  int blocks() {
    return blocks.size();
  }

  /// How many runs there are; numbers below it that are [#isLiving] name them.
  public int size() {
    return firsts[blocks.size()];
  }

  /// Whether a number stands for a run that is there now.
  public boolean isLiving(int run) {
    int block = blockOf(run);
    return !blocks.get(block).dead.get(run - firsts[block]);
  }

  /// The folder of a run.
  public Path folder(int run) {
    int block = blockOf(run);
    return outputs.resolve(blocks.get(block).names.get(run - firsts[block]));
  }

  private int blockOf(int run) {
    int at = Arrays.binarySearch(firsts, run);
    return at >= 0 ? at : -at - 2;
  }

  /// Every key that any run has.
  public Set<String> keys() {
    var names = new TreeSet<>(keys.keySet());
    names.remove(FlatRun.START_SECONDS);
    return names;
  }

  /// The values of one key.
  public Column column(String key) {
    var id = keys.get(key);
    return new Column(
        firsts,
        block -> {
          try {
            return id == null ? null : database.chunk(id, blocks.get(block));
          } catch (SQLException e) {
            throw new UncheckedIOException(new IOException("the index cannot be read: " + e, e));
          }
        });
  }

  /// When runs started, in seconds since the epoch.
  public Column starts() {
    return column(FlatRun.START_SECONDS);
  }

  /// The numbers of all runs, newest first.
  public int[] newestFirst() {
    var start = column(FlatRun.START_SECONDS);
    var order = new long[size()];
    int living = 0;
    for (int block = 0; block < blocks.size(); block++) {
      for (int i = 0; i < blocks.get(block).size(); i++) {
        if (!blocks.get(block).dead.get(i)) {
          int run = firsts[block] + i;
          // milliseconds above, the run below: one sort of longs orders both
          order[living++] = -((long) (start.number(run) * 1000) << RUN_BITS) + run;
        }
      }
    }
    Arrays.sort(order, 0, living);
    var runs = new int[living];
    for (int i = 0; i < living; i++) {
      runs[i] = (int) (order[i] & ((1 << RUN_BITS) - 1));
    }
    return runs;
  }

  /// A point of a run's series: `name` is the lower 16 bits of its metric's hash.
  public record PointHit(int run, float value, int name) {}

  /// The points whose values lie between two, as floats; `progress` is told how many runs are
  /// still to be read. A series of more than 200,000 points
  /// is known by its first ones.
  public List<PointHit> points(float from, float to, LongConsumer progress) throws IOException {
    var hits = new ArrayList<PointHit>();
    int low = Float.floatToIntBits(Math.min(from, to)) >>> 16;
    int high = Float.floatToIntBits(Math.max(from, to)) >>> 16;
    for (int upper = Math.min(low, high); upper <= Math.max(low, high); upper++) {
      for (var entry : posted(Postings.VALUE, upper, progress)) {
        float value = Float.intBitsToFloat((int) (entry.value() >>> 32));
        if (value >= from && value <= to) {
          hits.add(new PointHit(entry.run(), value, (int) (entry.value() >>> 16) & 0xffff));
        }
      }
    }
    return hits;
  }

  /// The runs that wrote a file of this content, by its SHA-256 in hexadecimal, as far as 64 bits
  /// tell.
  public List<Integer> writersOf(String sha256, LongConsumer progress) throws IOException {
    return runs(Postings.CONTENT, Postings.head(sha256), progress);
  }

  /// The runs that wrote a file of this path.
  public List<Integer> writersOfPath(String path, LongConsumer progress) throws IOException {
    return runs(Postings.PATH, Postings.headOf(path), progress);
  }

  private List<Integer> runs(int kind, long value, LongConsumer progress) throws IOException {
    return posted(kind, (int) (value >>> 48), progress).stream()
        .filter(entry -> entry.value() == value)
        .map(Postings.Entry::run)
        .toList();
  }

  /// The living entries of a bucket, with run numbers of this catalog.
  private List<Postings.Entry> posted(int kind, int upper, LongConsumer progress)
      throws IOException {
    var entries = new ArrayList<Postings.Entry>();
    try {
      post(progress);
      var byBlock = database.postings(kind, upper);
      for (int i = 0; i < blocks.size(); i++) {
        var block = blocks.get(i);
        for (var entry : byBlock.getOrDefault(block.number, List.of())) {
          if (!block.dead.get(entry.run())) {
            entries.add(new Postings.Entry(entry.value(), firsts[i] + entry.run()));
          }
        }
      }
    } catch (SQLException e) {
      throw new IOException("the index cannot be read: " + e.getMessage(), e);
    }
    return entries;
  }

  /// Reads the series and artifact lists of the blocks where that has not been done.
  private void post(LongConsumer progress) throws SQLException, IOException {
    if (database.posted().size() == blocks.size()) {
      return;
    }
    database.changing(
        () -> {
          var done = database.posted();
          var current = new HashSet<Long>();
          database.blocks().forEach(block -> current.add(block.number));
          var missing =
              blocks.stream()
                  .filter(block -> current.contains(block.number) && !done.contains(block.number))
                  .toList();
          long left = missing.stream().mapToLong(Block::size).sum();
          for (var block : missing) {
            database.add(block, postings(block));
            left -= block.size();
            progress.accept(left);
          }
        });
  }

  private Postings postings(Block block) {
    var postings = new Postings();
    for (int i = 0; i < block.size(); i++) {
      if (!block.dead.get(i)) {
        postings.read(outputs.resolve(block.names.get(i)), i);
      }
    }
    return postings;
  }

  /// What a reader makes of a file in the folders of the wanted runs, by the runs' numbers; it is
  /// asked only where the file has changed since the last time. One file only, always the same.
  public byte[] marks(IntPredicate wanted, String file, ToMark reader) throws IOException {
    var all = new byte[size()];
    try {
      var changed = new LinkedHashMap<Block, Marks>();
      for (int i = 0; i < blocks.size(); i++) {
        var marks = database.marks(blocks.get(i));
        int first = firsts[i];
        if (marks.refresh(outputs, blocks.get(i), run -> wanted.test(first + run), file, reader)) {
          changed.put(blocks.get(i), marks);
        }
        System.arraycopy(marks.marks, 0, all, firsts[i], marks.marks.length);
      }
      if (!changed.isEmpty()) {
        database.changing(
            () -> {
              for (var entry : changed.entrySet()) {
                database.keep(entry.getKey(), entry.getValue());
              }
            });
      }
      return all;
    } catch (SQLException e) {
      throw new IOException("the index cannot be read: " + e.getMessage(), e);
    }
  }

  /// Folders whose run.json is no record.
  public Collection<Broken> broken() {
    return broken.values();
  }

  @Override
  public void close() {
    try {
      database.close();
    } catch (SQLException e) {
      // nothing of ours is open any more
    }
  }
}
