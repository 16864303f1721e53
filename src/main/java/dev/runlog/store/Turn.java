package dev.runlog.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The turn to change a file: one runlog at a time has it, and the system takes it back from who
/// dies. It only keeps order: where none can be had (no locks on that disk, nobody lets go in five
/// seconds) the change goes on without.
public final class Turn implements AutoCloseable {
  private static final long MOST_WAIT_NANOS = 5_000_000_000L;
  private static final long PAUSE_NANOS = 2_000_000;

  /// Locks of files are the process's, not the thread's.
  private static final ReentrantLock HERE = new ReentrantLock();

  private final Path file;
  private final boolean isFirst;
  private final @Nullable FileChannel held;

  /// Waits for the turn at `file`.
  public Turn(Path file) {
    this.file = file.resolveSibling("." + file.getFileName() + ".turn");
    isFirst = isFirst();
    held = isFirst ? held() : null;
  }

  private static boolean isFirst() {
    try {
      return HERE.tryLock(MOST_WAIT_NANOS, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private @Nullable FileChannel held() {
    long end = System.nanoTime() + MOST_WAIT_NANOS;
    try {
      while (System.nanoTime() < end) {
        var channel = taken(file);
        if (channel != null) {
          return channel;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (IOException e) {
      // no locks there
    }
    return null;
  }

  /// Whether no other runlog can be at the file.
  boolean isSure() {
    return held != null;
  }

  @Override
  public void close() throws IOException {
    try (held) {
      if (held != null) {
        Files.deleteIfExists(file);
      }
    } finally {
      if (isFirst) {
        HERE.unlock();
      }
    }
  }

  private static @Nullable FileChannel taken(Path lock) throws IOException {
    var channel =
        FileChannel.open(
            lock, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean isOurs = false;
    try {
      isOurs = channel.tryLock() != null && isStill(lock, channel);
      return isOurs ? channel : null;
    } finally {
      if (!isOurs) {
        channel.close();
      }
    }
  }

  /// Whether what is locked still has that name: who had it before has deleted it.
  private static boolean isStill(Path lock, FileChannel channel) throws IOException {
    var word = ProcessHandle.current().pid() + " " + System.nanoTime();
    channel.truncate(0).write(ByteBuffer.wrap(word.getBytes(StandardCharsets.UTF_8)));
    return Files.exists(lock) && Files.readString(lock).equals(word);
  }
}
