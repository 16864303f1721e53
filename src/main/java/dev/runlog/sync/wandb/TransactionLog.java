package dev.runlog.sync.wandb;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/// A `.wandb` file: a header, then records in the framing of LevelDB's log, in blocks of 32 KiB
/// counted from the start of the file. The checksum is a plain CRC-32, whatever LevelDB does.
final class TransactionLog implements AutoCloseable {
  private static final byte[] HEADER = {':', 'W', '&', 'B', (byte) 0xe1, (byte) 0xbe, 0};
  private static final int BLOCK = 32_768;
  private static final int CHUNK_HEADER = 7;
  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int MIDDLE = 3;
  private static final int LAST = 4;

  private final OutputStream out;
  private int at = HEADER.length;
  private long count;

  TransactionLog(Path file) throws IOException {
    out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    out.write(HEADER);
  }

  /// Appends a record of the kind that a field of `wandb_internal.Record` is.
  void add(int kind, Message content) throws IOException {
    count++;
    write(new Message().put(1, count).put(kind, content).bytes());
  }

  private void write(byte[] record) throws IOException {
    int from = 0;
    boolean first = true;
    do {
      if (BLOCK - at < CHUNK_HEADER) {
        out.write(new byte[BLOCK - at]);
        at = 0;
      }
      int length = Math.min(record.length - from, BLOCK - at - CHUNK_HEADER);
      boolean last = from + length == record.length;
      chunk(first ? last ? FULL : FIRST : last ? LAST : MIDDLE, record, from, length);
      from += length;
      first = false;
    } while (from < record.length);
  }

  private void chunk(int type, byte[] record, int from, int length) throws IOException {
    var sum = new CRC32();
    sum.update(type);
    sum.update(record, from, length);
    var header = ByteBuffer.allocate(CHUNK_HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt((int) sum.getValue()).putShort((short) length).put((byte) type);
    out.write(header.array());
    out.write(record, from, length);
    at = (at + CHUNK_HEADER + length) % BLOCK;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
