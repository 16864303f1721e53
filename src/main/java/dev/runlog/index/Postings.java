package dev.runlog.index;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the runs of one block hold beyond their record, found by value: the points of their
/// series and the files that they wrote. Entries lie in buckets by the upper 16 bits of their
/// value, so that a search reads one bucket or two; an entry is the lower 48 bits and the run.
final class Postings {
  /// Points of a series: the value as a float in the upper 32 bits, below it 16 bits of the
  /// metric's name.
  static final int VALUE = 1;

  /// Files that a run wrote: the first 64 bits of their SHA-256.
  static final int CONTENT = 2;

  /// Paths of files that a run wrote: the first 64 bits of the path's SHA-256.
  static final int PATH = 3;

  static final int ENTRY = 8;
  private static final int MOST_POINTS = 200_000;
  private static final long LOWER = (1L << 48) - 1;

  /// Where entries of one kind with the same upper bits are.
  record Bucket(int kind, int upper) {}

  private final Map<Bucket, ByteBuffer> buckets = new HashMap<>();

  /// Reads what the run folder holds; a file that is missing or torn gives what it has.
  void read(Path folder, int run) {
    points(folder.resolve("metrics.jsonl"), run);
    files(folder.resolve("artifacts_manifest.txt"), run);
  }

  private void points(Path file, int run) {
    var seen = new long[64];
    int count = 0;
    try (var lines = new Points(file)) {
      while (lines.next() && count < MOST_POINTS) {
        if (count == seen.length) {
          seen = Arrays.copyOf(seen, 2 * count);
        }
        seen[count++] = point((float) lines.value(), lines.name());
      }
    } catch (IOException e) {
      // no series, or no more of it
    }
    Arrays.sort(seen, 0, count);
    for (int i = 0; i < count; i++) {
      if (i == 0 || seen[i] != seen[i - 1]) {
        add(VALUE, seen[i], run);
      }
    }
  }

  /// The entry of a point.
  static long point(float value, String name) {
    return ((long) Float.floatToIntBits(value) << 32) | ((name.hashCode() & 0xffffL) << 16);
  }

  private void files(Path manifest, int run) {
    try (var lines = Files.newBufferedReader(manifest, StandardCharsets.UTF_8)) {
      files(lines, run);
    } catch (IOException e) {
      // no artifacts
    }
  }

  private void files(BufferedReader lines, int run) throws IOException {
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      int start = line.startsWith("\\") ? 1 : 0;
      if (line.length() > start + 66) {
        add(CONTENT, head(line.substring(start, start + 64)), run);
        add(PATH, headOf(line.substring(start + 66)), run);
      }
    }
  }

  /// The first 64 bits of the SHA-256 of a text.
  static long headOf(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The first 64 bits of a hash in hexadecimal; 0 where it is none.
  static long head(String hex) {
    try {
      return Long.parseUnsignedLong(hex, 0, 16, 16);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return 0;
    }
  }

  private void add(int kind, long value, int run) {
    var bucket = new Bucket(kind, (int) (value >>> 48));
    var bytes = buckets.get(bucket);
    if (bytes == null || !bytes.hasRemaining()) {
      var more = ByteBuffer.allocate(bytes == null ? 4 * ENTRY : 2 * bytes.capacity());
      bytes = bytes == null ? more : more.put(bytes.flip());
      buckets.put(bucket, bytes);
    }
    bytes.putLong(((value & LOWER) << 16) | run);
  }

  Collection<Bucket> all() {
    return buckets.keySet();
  }

  byte[] bytes(Bucket bucket) {
    var bytes = buckets.getOrDefault(bucket, ByteBuffer.allocate(0));
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /// The entries of a bucket as they were added, with the run that each belongs to.
  static List<Entry> entries(int upper, byte[] bytes) {
    var entries = new ArrayList<Entry>(bytes.length / ENTRY);
    for (var in = ByteBuffer.wrap(bytes); in.hasRemaining(); ) {
      long entry = in.getLong();
      entries.add(new Entry(((long) upper << 48) | (entry >>> 16), (int) (entry & 0xffff)));
    }
    return entries;
  }

  /// A value and the run of the block that has it.
  record Entry(long value, int run) {}
}
