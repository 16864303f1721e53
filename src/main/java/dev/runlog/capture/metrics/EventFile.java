package dev.runlog.capture.metrics;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Follows one TensorBoard event file by its records: `length u64 | crc(length) u32 | data |
/// crc(data) u32`, little-endian, CRC-32C masked. A torn tail is left for the next call.
final class EventFile {
  /// Takes the data of one record.
  @FunctionalInterface
  interface Records {
    void record(byte[] data);
  }

  private static final int MASK = 0xa282ead8;
  private static final int HEADER = 12;
  private static final int FOOTER = 4;
  private static final int MAX_RECORD = 1 << 20;

  private final Path file;
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
  private long size;
  private long position;
  private long corrupt;
  private boolean lost;

  EventFile(Path file) {
    this.file = file;
  }

  /// Records whose checksum was wrong and that were passed over.
  long corrupt() {
    return corrupt;
  }

  /// Whether the framing itself is broken, so that nothing more can be read from the file.
  boolean lost() {
    return lost;
  }

  /// Bytes at the end that make no whole record (yet).
  long torn() {
    return lost ? 0 : size - position;
  }

  /// Up to where the file was read.
  long position() {
    return position;
  }

  /// Reads the whole records that are new. Records over 1 MiB, which are images and graphs, are
  /// passed over without being read.
  void read(Records records) throws IOException {
    size = Files.size(file);
    lost |= size < position;
    if (lost || size - position < HEADER) {
      return;
    }
    try (var channel = FileChannel.open(file)) {
      while (!lost && size - position >= HEADER) {
        if (!next(channel, records)) {
          return;
        }
      }
    }
  }

  private boolean next(FileChannel channel, Records records) throws IOException {
    if (!fill(channel, header, position)) {
      return false;
    }
    long length = header.getLong(0);
    lost = length < 0 || header.getInt(8) != masked(header.array(), 8);
    if (lost || length > size - position - HEADER - FOOTER) {
      return false;
    }
    if (length <= MAX_RECORD && !record(channel, (int) length, records)) {
      return false;
    }
    position += HEADER + length + FOOTER;
    return true;
  }

  private boolean record(FileChannel channel, int length, Records records) throws IOException {
    var body = ByteBuffer.allocate(length + FOOTER).order(ByteOrder.LITTLE_ENDIAN);
    if (!fill(channel, body, position + HEADER)) {
      return false;
    }
    if (body.getInt(length) == masked(body.array(), length)) {
      records.record(Arrays.copyOf(body.array(), length));
    } else {
      corrupt++;
    }
    return true;
  }

  private static boolean fill(FileChannel channel, ByteBuffer buffer, long from)
      throws IOException {
    buffer.clear();
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        return false;
      }
    }
    return true;
  }

  private int masked(byte[] bytes, int length) {
    crc.reset();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }
}
