package dev.runlog.sync.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A protobuf message while it is written, field by field.
final class Message {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Message number(int field, long value) {
    varint((long) field << 3 | VARINT);
    varint(value);
    return this;
  }

  Message float64(int field, double value) {
    varint((long) field << 3 | FIXED64);
    little(Double.doubleToLongBits(value), Long.BYTES);
    return this;
  }

  Message float32(int field, float value) {
    varint((long) field << 3 | FIXED32);
    little(Float.floatToIntBits(value), Integer.BYTES);
    return this;
  }

  Message text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Message message(int field, Message value) {
    return bytes(field, value.bytes());
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private Message bytes(int field, byte[] value) {
    varint((long) field << 3 | DELIMITED);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  private void little(long bits, int width) {
    for (int i = 0; i < width; i++) {
      out.write((int) (bits >>> 8 * i));
    }
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
