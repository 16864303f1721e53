package dev.runlog.capture.metrics;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// Follows a growing text file by its lines, in bounded memory: lines over 64 KiB are left out,
/// and where the file grows faster than it is read, its middle.
final class LogTail implements Closeable {
  /// Takes a line without its end; `overwritten` where a carriage return or backspace followed.
  @FunctionalInterface
  interface Lines {
    void line(String text, boolean overwritten);
  }

  static final int MAX_LINE = 64 << 10;
  private static final byte DIGIT = 1;
  private static final byte LETTER = 2;
  private static final byte HIGH = 4;
  private static final byte END = 8;
  private static final byte[] CLASSES = classes();

  /// Told when something was read, and before its lines are given away.
  @FunctionalInterface
  interface Read {
    void some() throws IOException;
  }

  private final Path file;
  private final Lines lines;
  private final Read read;
  private final long maxBehind;
  private final byte[] chunk = new byte[32 << 10];
  private final byte[] partial = new byte[MAX_LINE];
  private @Nullable FileChannel channel;
  private @Nullable Object key;
  private long position;
  private long skipped;
  private long lineEnd;
  private int kept;
  private byte seen;
  private boolean tooLong;
  private boolean carriageReturn;
  private boolean cut;

  LogTail(Path file, long maxBehind, Read read, Lines lines) {
    this.file = file;
    this.read = read;
    this.maxBehind = maxBehind;
    this.lines = lines;
  }

  private static byte[] classes() {
    var classes = new byte[256];
    for (int i = 0; i < 256; i++) {
      boolean letter = (i >= 'a' && i <= 'z') || (i >= 'A' && i <= 'Z');
      boolean digit = i >= '0' && i <= '9';
      classes[i] = i >= 128 ? HIGH : letter ? LETTER : digit ? DIGIT : 0;
    }
    classes['\n'] = END;
    classes['\r'] = END;
    classes['\b'] = END;
    return classes;
  }

  /// Bytes that were passed over.
  long skipped() {
    return skipped;
  }

  /// Where in the file the line ends that is given away.
  long lineEnd() {
    return lineEnd;
  }

  /// Whether the file was cut off or replaced while it was followed.
  boolean wasCut() {
    return cut;
  }

  /// Passes over all that is unread but the last `bytes`.
  void skipTo(long bytes) throws IOException {
    var open = open();
    long next = open == null ? 0 : open.size() - bytes;
    if (next > position) {
      skipped += next - position;
      position = next;
      kept = 0;
      tooLong = true;
    }
  }

  /// Where more is unread than can be followed, passes over all but its end, and says so.
  boolean passOver() throws IOException {
    var open = open();
    if (open == null || open.size() - position <= maxBehind) {
      return false;
    }
    skipTo(Math.min(maxBehind, 1 << 20));
    return true;
  }

  /// Reads what is new, at most `limit` bytes; the number read.
  long read(long limit) throws IOException {
    var open = open();
    if (open == null) {
      return 0;
    }
    long done = 0;
    while (done < limit) {
      int n = open.read(ByteBuffer.wrap(chunk), position);
      if (n <= 0) {
        break;
      }
      position += n;
      done += n;
      read.some();
      split(n);
    }
    return done;
  }

  /// The last line, if nothing ended it.
  void end() {
    if (kept > 0 && !tooLong) {
      line(partial, 0, kept, false);
    }
    kept = 0;
  }

  private @Nullable FileChannel open() throws IOException {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      boolean other = channel != null && !java.util.Objects.equals(key, attributes.fileKey());
      if (other || attributes.size() < position) {
        end();
        cut = true;
        position = 0;
        tooLong = false;
      }
      if (other && channel != null) {
        channel.close();
        channel = null;
      }
      if (channel == null) {
        channel = FileChannel.open(file);
        key = attributes.fileKey();
      }
    } catch (NoSuchFileException e) {
      return channel;
    }
    return channel;
  }

  private void split(int length) {
    int from = 0;
    if (carriageReturn) {
      carriageReturn = false;
      boolean newline = chunk[0] == '\n';
      finish(0, 0, !newline, length);
      from = newline ? 1 : 0;
    }
    byte bits = seen;
    int start = from;
    for (int i = from; i < length; i++) {
      byte c = CLASSES[chunk[i] & 0xff];
      if (c != END) {
        bits |= c;
        continue;
      }
      seen = bits;
      bits = 0;
      if (chunk[i] == '\r' && i + 1 == length) {
        keep(start, i);
        carriageReturn = true;
        return;
      }
      boolean windows = chunk[i] == '\r' && chunk[i + 1] == '\n';
      finish(start, i, chunk[i] != '\n' && !windows, length);
      i += windows ? 1 : 0;
      start = i + 1;
    }
    seen = bits;
    keep(start, length);
  }

  private void keep(int from, int to) {
    if (tooLong || kept + to - from > MAX_LINE) {
      tooLong = true;
      kept = 0;
      return;
    }
    System.arraycopy(chunk, from, partial, kept, to - from);
    kept += to - from;
  }

  private void finish(int from, int to, boolean overwritten, int length) {
    lineEnd = position - length + to;
    if (!tooLong && kept > 0) {
      keep(from, to);
    }
    if (!tooLong && kept > 0) {
      line(partial, 0, kept, overwritten);
    } else if (!tooLong && to > from && to - from <= MAX_LINE) {
      line(chunk, from, to, overwritten);
    }
    kept = 0;
    tooLong = false;
    seen = 0;
  }

  private void line(byte[] bytes, int from, int to, boolean overwritten) {
    if ((seen & (LETTER | HIGH)) == 0 && (seen & DIGIT) == 0) {
      return;
    }
    var charset = (seen & HIGH) != 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    lines.line(new String(bytes, from, to - from, charset), overwritten);
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
