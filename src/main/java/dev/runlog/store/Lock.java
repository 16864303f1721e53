package dev.runlog.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A lock on a file, which the system takes back when its holder dies.
public final class Lock implements AutoCloseable {
  private final FileChannel channel;
  private final @Nullable FileLock lock;

  private Lock(Path file, boolean wait) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    lock = wait ? channel.lock() : channel.tryLock();
    if (lock == null) {
      channel.close();
    }
  }

  /// Waits until nobody else holds it.
  public static Lock waiting(Path file) throws IOException {
    return new Lock(file, true);
  }

  /// Null where somebody else holds it.
  public static @Nullable Lock now(Path file) throws IOException {
    var held = new Lock(file, false);
    return held.lock == null ? null : held;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
