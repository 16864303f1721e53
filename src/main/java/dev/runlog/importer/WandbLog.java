package dev.runlog.importer;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;

/// A `.wandb` file: seven bytes, then LevelDB's log in blocks of 32 KiB. A chunk is
/// `crc u32 | length u16 | type u8 | data`, the checksum a plain CRC-32 over type and data.
final class WandbLog implements AutoCloseable {
  private static final byte[] HEADER = {':', 'W', '&', 'B', (byte) 0xe1, (byte) 0xbe, 0};
  private static final int BLOCK = 32 << 10;
  private static final int CHUNK = 7;
  private static final int LARGEST = 64 << 20;
  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int MIDDLE = 3;
  private static final int LAST = 4;

  private final InputStream in;
  private final CRC32 crc = new CRC32();
  private final ByteArrayOutputStream record = new ByteArrayOutputStream();
  private ByteBuffer block = ByteBuffer.allocate(0);
  private boolean begun;
  private boolean ended;
  private long damaged;

  /// Takes the data of one record; false where that is enough.
  @FunctionalInterface
  interface Records {
    boolean record(byte[] data);
  }

  private WandbLog(InputStream in) {
    this.in = in;
  }

  /// Reads records until there are no more, or the taker has enough. Returns how many places were
  /// damaged, a torn end among them.
  static long read(Path file, Records records) throws IOException {
    try (var log = new WandbLog(new BufferedInputStream(Files.newInputStream(file), BLOCK))) {
      var header = log.in.readNBytes(HEADER.length);
      if (!Arrays.equals(header, HEADER)) {
        throw new IOException(file.getFileName() + " is no W&B log");
      }
      log.fill(BLOCK - HEADER.length);
      log.all(records);
      return log.damaged;
    }
  }

  private void fill(int size) throws IOException {
    var bytes = in.readNBytes(size);
    ended = bytes.length < size;
    block = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void all(Records records) throws IOException {
    while (true) {
      if (block.remaining() < CHUNK) {
        damaged += ended && (begun || block.remaining() > 0) ? 1 : 0;
        if (ended) {
          return;
        }
        fill(BLOCK);
      } else if (!chunk(records)) {
        return;
      }
    }
  }

  /// One chunk; where it is damaged the rest of its block is passed over.
  private boolean chunk(Records records) {
    int sum = block.getInt();
    int length = block.getShort() & 0xffff;
    int type = block.get();
    if (sum == 0 && length == 0 && type == 0) {
      block.position(block.limit()); // blocks that were made but not written
      return true;
    }
    if (length > block.remaining() || checksum(type, length) != sum) {
      damaged++;
      begun = false;
      block.position(block.limit());
      return true;
    }
    var data = new byte[length];
    block.get(data);
    return piece(type, data, records);
  }

  private int checksum(int type, int length) {
    crc.reset();
    crc.update(type);
    crc.update(block.array(), block.position(), length);
    return (int) crc.getValue();
  }

  private boolean piece(int type, byte[] data, Records records) {
    switch (type) {
      case FULL -> {
        damaged += begun ? 1 : 0;
        begun = false;
        return records.record(data);
      }
      case FIRST -> {
        damaged += begun ? 1 : 0;
        begun = true;
        record.reset();
        record.writeBytes(data);
      }
      case MIDDLE, LAST -> {
        if (begun) {
          record.writeBytes(data);
          begun = type == MIDDLE && record.size() < LARGEST;
          return type == MIDDLE || records.record(record.toByteArray());
        }
      }
      default -> damaged++;
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
