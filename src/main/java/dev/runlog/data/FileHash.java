package dev.runlog.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.LongConsumer;

/// The one place where files are read for a SHA-256. An instance keeps its buffer from file to
/// file and belongs to one thread.
public final class FileHash {
  private static final int BUFFER = 1 << 17;
  private static final Set<OpenOption> FOLLOW = Set.of(StandardOpenOption.READ);
  private static final Set<OpenOption> NO_LINK =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final MessageDigest digest = sha256();
  private ByteBuffer buffer = ByteBuffer.allocate(1 << 13);
  private boolean isMore;

  /// The SHA-256 of one file, in hexadecimal; a link is followed.
  public static String sha256(Path file) throws IOException {
    var once = new FileHash();
    once.buffer = ByteBuffer.allocate(BUFFER);
    return HexFormat.of().formatHex(once.read(file, Long.MAX_VALUE, FOLLOW, bytes -> {}));
  }

  /// The SHA-256 of the first `most` bytes of a file that is no link: a growing file would never
  /// end. `progress` is given the bytes of each piece read and may end it by an exception; an
  /// interrupt ends it by an [InterruptedIOException].
  public byte[] of(Path file, long most, LongConsumer progress) throws IOException {
    return read(file, most, NO_LINK, progress);
  }

  /// Whether the file last read has more bytes than were wanted of it.
  boolean isMore() {
    return isMore;
  }

  private byte[] read(
      Path file, long most, Set<? extends OpenOption> options, LongConsumer progress)
      throws IOException {
    digest.reset();
    if (buffer.capacity() < BUFFER && most > buffer.capacity()) {
      buffer = ByteBuffer.allocateDirect(BUFFER); // what is read need not be copied once more
    }
    try (var in = FileChannel.open(file, options)) {
      long left = most;
      int count;
      while (left > 0 && (count = in.read(cleared(left))) >= 0) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException();
        }
        digest.update(buffer.flip());
        left -= count;
        progress.accept(count);
      }
      isMore = left == 0 && in.read(cleared(1)) > 0;
    }
    return digest.digest();
  }

  private ByteBuffer cleared(long most) {
    return buffer.clear().limit((int) Math.min(most, buffer.capacity()));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
