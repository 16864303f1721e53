package dev.runlog.data;

import dev.runlog.model.World;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// Hashes of files that were read before, for all projects of a user: a file of the same device,
/// inode, size and times is not read again. A file whose times are so near to its reading that a
/// later change might not move them is never kept. Nothing here is an error: what cannot be read
/// or written is read anew. May be used by several threads and many processes.
public final class HashCache implements AutoCloseable {
  private static final int BATCH = 4096;
  private static final long FLUSH_NANOS = 300_000_000;
  private static final long RACY_NANOS = 2_000_000_000;

  /// The clock of a file server may be another than ours.
  private static final long RACY_NANOS_OVER_NETWORK = 600_000_000_000L;

  private final @Nullable Path folder;
  private final ByteBuffer pending =
      ByteBuffer.allocate(BATCH * HashTable.RECORD).order(ByteOrder.LITTLE_ENDIAN);
  private long flushed = System.nanoTime();
  private @Nullable HashTable table;
  private boolean opened;
  private boolean broken;

  private HashCache(@Nullable Path folder) {
    this.folder = folder;
  }

  /// Knows nothing and keeps nothing.
  public static HashCache none() {
    return new HashCache(null);
  }

  /// The cache of the user: in the cache folder or, where that is on a network, on this machine.
  public static HashCache of(World world) {
    var cache = world.cache();
    if (!Disks.isOverNetwork(cache)) {
      return new HashCache(cache.resolve("hashes"));
    }
    var user = System.getProperty("user.name", "user");
    return new HashCache(own(Path.of("/var/tmp", "runlog-" + user)));
  }

  /// The cache in a folder.
  public static HashCache in(Path folder) {
    return new HashCache(folder);
  }

  /// Null where somebody else made the folder first, who could make us believe anything.
  private static @Nullable Path own(Path folder) {
    try {
      if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      var owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).getName();
      var open = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
      return owner.equals(System.getProperty("user.name")) && open.size() == 3 ? folder : null;
    } catch (IOException e) {
      return null;
    }
  }

  boolean isUsed() {
    return folder != null;
  }

  /// Fills in the hash of a file that is unchanged.
  void fill(Entry file) {
    var from = table();
    if (from != null && from.fill(file)) {
      file.state = Entry.State.READ;
    }
  }

  private synchronized @Nullable HashTable table() {
    if (!opened && folder != null) {
      opened = true;
      table = HashTable.open(folder);
    }
    return table;
  }

  /// How old a file must be when its reading begins, in nanoseconds.
  static long racyNanos(Path data) {
    return Disks.isOverNetwork(data) ? RACY_NANOS_OVER_NETWORK : RACY_NANOS;
  }

  /// Keeps a hash that was read at a time when all changes before `settled` had left their mark.
  synchronized void add(Entry file, long settled) {
    if (folder == null || broken || Math.max(file.modified, file.changed) >= settled) {
      return;
    }
    HashTable.put(file, pending);
    if (!pending.hasRemaining() || System.nanoTime() - flushed > FLUSH_NANOS) {
      flush();
    }
  }

  /// Writes what is not written yet.
  public synchronized void flush() {
    if (pending.position() > 0 && folder != null && !broken) {
      pending.flip();
      try {
        HashTable.write(folder, pending);
      } catch (IOException | InternalError e) {
        // a full disk, which a look into a hole of a mapped file may also tell: more is read again
        broken = true;
      }
    }
    pending.clear();
    flushed = System.nanoTime();
  }

  @Override
  public void close() {
    flush();
  }
}
