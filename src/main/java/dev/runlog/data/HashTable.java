package dev.runlog.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The file of the hash cache: buckets of eight records, each record at home in one of two of
/// them. A record holds a sum over all that it stands for, so that one that is half written counts
/// as none: readers need no lock. Writers have one; the table grows into a new file that takes the
/// old one's place. Neighbouring inodes have neighbouring buckets, for the files of a folder are
/// asked for together.
final class HashTable {
  /// Which file, the sum over it and over what follows, the hash.
  static final int RECORD = 6 * Long.BYTES;

  private static final int SLOTS = 8;
  private static final int BUCKET = SLOTS * RECORD;
  private static final int LEAST = 1 << 7;
  private static final int NEIGHBOURS = 5;

  /// 4 million files in 192 MiB; more than that displace each other.
  private static final int MOST = 1 << 19;

  private static final String NAME = "hashes-1";
  private static final Object WRITING = new Object();
  private static final int TRIES = 200;

  private final MappedByteBuffer map;
  private final int mask;

  private HashTable(MappedByteBuffer map) {
    this.map = map;
    this.mask = map.capacity() / BUCKET - 1;
  }

  /// Null where there is none that can be read.
  static @Nullable HashTable open(Path folder) {
    try (var channel = FileChannel.open(folder.resolve(NAME))) {
      return of(channel);
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable HashTable of(FileChannel channel) throws IOException {
    long size = channel.size();
    boolean fits =
        size % BUCKET == 0
            && Long.bitCount(size / BUCKET) == 1
            && size / BUCKET >= LEAST
            && size / BUCKET <= MOST;
    if (!fits) {
      return null;
    }
    var map = channel.map(MapMode.READ_ONLY, 0, size);
    map.order(ByteOrder.LITTLE_ENDIAN);
    return new HashTable(map);
  }

  /// Fills in the hash of a file of which there is a record.
  boolean fill(Entry file) {
    try {
      long key = key(file);
      return fill(file, key, first(key)) || fill(file, key, second(key));
    } catch (InternalError e) {
      return false; // somebody cut the file short
    }
  }

  private boolean fill(Entry file, long key, int bucket) {
    for (int at = bucket; at < bucket + BUCKET; at += RECORD) {
      if (map.getLong(at) == key) {
        long a = map.getLong(at + 16);
        long b = map.getLong(at + 24);
        long c = map.getLong(at + 32);
        long d = map.getLong(at + 40);
        if (map.getLong(at + 8) == sum(file, a, b, c, d)) {
          file.sha256(a, b, c, d);
          return true;
        }
      }
    }
    return false;
  }

  private static long key(Entry file) {
    return file.inode ^ mix(file.device);
  }

  /// Never 0, which is a free place.
  private static long sum(Entry file, long a, long b, long c, long d) {
    long sum = mix(file.device + 1);
    sum = mix(sum ^ file.inode);
    sum = mix(sum ^ file.bytes);
    sum = mix(sum ^ file.modified);
    sum = mix(sum ^ file.changed);
    sum = mix(mix(mix(mix(sum ^ a) ^ b) ^ c) ^ d);
    return sum == 0 ? 1 : sum;
  }

  private static long mix(long number) {
    long mixed = (number ^ number >>> 32) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L;
    return mixed ^ mixed >>> 32;
  }

  private int first(long key) {
    return bucket((int) mix(key >>> NEIGHBOURS), key);
  }

  private int second(long key) {
    return bucket((int) (mix(key >>> NEIGHBOURS) >>> 32), key);
  }

  private int bucket(int region, long key) {
    int place = (int) key & (1 << NEIGHBOURS) - 1;
    return (region << NEIGHBOURS & mask | place) * BUCKET;
  }

  /// Appends the record of a file to those that are to be written.
  static void put(Entry file, ByteBuffer records) {
    var sha = ByteBuffer.wrap(file.sha256());
    long a = sha.getLong();
    long b = sha.getLong();
    long c = sha.getLong();
    long d = sha.getLong();
    records.putLong(key(file)).putLong(sum(file, a, b, c, d));
    records.putLong(a).putLong(b).putLong(c).putLong(d);
  }

  /// Writes records, unless another process keeps us waiting for too long.
  static void write(Path folder, ByteBuffer records) throws IOException {
    Files.createDirectories(folder);
    synchronized (WRITING) {
      try (var locked =
              FileChannel.open(
                  folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var lock = lock(locked)) {
        if (lock != null) {
          writeAlone(folder, records);
        }
      }
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      try {
        var lock = channel.tryLock();
        if (lock != null) {
          return lock;
        }
        Thread.sleep(10);
      } catch (OverlappingFileLockException e) {
        return null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
    return null;
  }

  private static void writeAlone(Path folder, ByteBuffer records) throws IOException {
    var file = folder.resolve(NAME);
    if (open(folder) == null) {
      make(file, LEAST, null);
    }
    while (records.hasRemaining()) {
      try (var channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        var table = of(channel);
        if (table == null) {
          return;
        }
        if (!table.insert(records, channel)) {
          make(file, 2 * (table.mask + 1), table);
        }
      }
    }
  }

  /// False where the table must grow before the rest can be written.
  private boolean insert(ByteBuffer records, FileChannel channel) throws IOException {
    while (records.hasRemaining()) {
      int start = records.position();
      int slot = slot(records.getLong(start), mask + 1 < MOST);
      if (slot < 0) {
        return false;
      }
      channel.write(records.slice(start, RECORD), slot);
      records.position(start + RECORD);
    }
    return true;
  }

  /// That of the same file, else a free one where there are more of them, else any; -1 where the
  /// table may grow instead.
  private int slot(long key, boolean mayGrow) {
    int first = first(key);
    int second = second(key);
    for (int bucket : new int[] {first, second}) {
      for (int at = bucket; at < bucket + BUCKET; at += RECORD) {
        if (map.getLong(at) == key && map.getLong(at + 8) != 0) {
          return at;
        }
      }
    }
    int inFirst = used(first);
    int inSecond = used(second);
    int bucket = inFirst <= inSecond ? first : second;
    int used = Math.min(inFirst, inSecond);
    if (used < SLOTS) {
      return bucket + used * RECORD;
    }
    return mayGrow ? -1 : bucket + (int) (System.nanoTime() >>> 4 & SLOTS - 1) * RECORD;
  }

  /// How many records a bucket has; they are filled from its start.
  private int used(int bucket) {
    int used = 0;
    while (used < SLOTS && map.getLong(bucket + used * RECORD + 8) != 0) {
      used++;
    }
    return used;
  }

  private static void make(Path file, int buckets, @Nullable HashTable old) throws IOException {
    var temporary = file.resolveSibling(NAME + "." + ProcessHandle.current().pid());
    try {
      try (var channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.allocate(1), (long) Math.min(buckets, MOST) * BUCKET - 1);
        var table = of(channel);
        if (table != null && old != null) {
          table.takeAll(old, channel);
        }
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private void takeAll(HashTable old, FileChannel channel) throws IOException {
    for (int at = 0; at < old.map.capacity(); at += RECORD) {
      if (old.map.getLong(at + 8) != 0) {
        channel.write(old.map.slice(at, RECORD), slot(old.map.getLong(at), false));
      }
    }
  }
}
