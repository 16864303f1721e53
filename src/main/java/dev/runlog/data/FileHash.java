package dev.runlog.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/// The one place where files are read for a SHA-256. An instance keeps its buffer from file to
/// file and belongs to one thread.
public final class FileHash {
  private static final int BUFFER = 1 << 19;
  private static final OpenOption[] FOLLOW = {};
  private static final OpenOption[] NO_LINK = {LinkOption.NOFOLLOW_LINKS};

  private final MessageDigest digest = sha256();
  private byte[] buffer = new byte[1 << 13];

  /// The SHA-256 of one file, in hexadecimal; a link is followed.
  public static String sha256(Path file) throws IOException {
    return HexFormat.of().formatHex(new FileHash().read(file, Long.MAX_VALUE, FOLLOW, bytes -> {}));
  }

  /// The SHA-256 of the first `most` bytes of a file that is no link: a growing file would never
  /// end. `progress` is given the bytes of each piece read and may end it by an exception; an
  /// interrupt ends it by an [InterruptedIOException].
  public byte[] of(Path file, long most, LongConsumer progress) throws IOException {
    return read(file, most, NO_LINK, progress);
  }

  private byte[] read(Path file, long most, OpenOption[] options, LongConsumer progress)
      throws IOException {
    digest.reset();
    if (buffer.length < BUFFER && most > buffer.length) {
      buffer = new byte[BUFFER];
    }
    try (var in = Files.newInputStream(file, options)) {
      long left = most;
      int count;
      while (left > 0 && (count = in.read(buffer, 0, (int) Math.min(left, buffer.length))) >= 0) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException();
        }
        digest.update(buffer, 0, count);
        left -= count;
        progress.accept(count);
      }
    }
    return digest.digest();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
