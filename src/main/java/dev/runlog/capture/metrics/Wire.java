package dev.runlog.capture.metrics;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Reads the protobuf wire format, field by field. A message that is not well formed ends early:
/// [#next] is false and [#broken] true.
public final class Wire {
  private final byte[] bytes;
  private final int end;
  private int at;
  private int field;
  private int type;
  private int valueAt;
  private int valueEnd;
  private long number;
  private boolean broken;

  /// Reads a whole message.
  public Wire(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private Wire(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /// Goes to the next field.
  public boolean next() {
    if (broken || at >= end) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    type = (int) (tag & 7);
    valueAt = at;
    switch (type) {
      case 0 -> number = varint();
      case 1 -> fixed(8);
      case 2 -> {
        long length = varint();
        valueAt = at;
        broken |= length < 0 || length > end - at;
        at += broken ? 0 : (int) length;
      }
      case 5 -> fixed(4);
      default -> broken = true;
    }
    valueEnd = at;
    return !broken;
  }

  /// Whether it ended because it is not well formed.
  public boolean broken() {
    return broken;
  }

  /// The field's number.
  public int field() {
    return field;
  }

  /// A varint, or the bits of a fixed number.
  public long number() {
    return number;
  }

  /// A fixed number of four bytes.
  public float float32() {
    return Float.intBitsToFloat((int) number);
  }

  /// A fixed number of eight bytes.
  public double float64() {
    return Double.longBitsToDouble(number);
  }

  /// The message in the field.
  public Wire message() {
    return new Wire(bytes, valueAt, valueEnd);
  }

  /// The text in the field.
  public String text() {
    return new String(bytes, valueAt, valueEnd - valueAt, StandardCharsets.UTF_8);
  }

  int length() {
    return valueEnd - valueAt;
  }

  /// The value's bytes, little-endian.
  ByteBuffer raw() {
    return ByteBuffer.wrap(bytes, valueAt, valueEnd - valueAt)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Whether the value is a message, a text, bytes or packed numbers.
  public boolean delimited() {
    return type == 2;
  }

  /// The first of packed numbers, each a varint.
  long firstVarint() {
    return delimited() ? message().varint() : number;
  }

  private void fixed(int width) {
    if (end - at < width) {
      broken = true;
      return;
    }
    number = 0;
    for (int i = width - 1; i >= 0; i--) {
      number = number << 8 | (bytes[at + i] & 0xff);
    }
    at += width;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        broken = true;
        return 0;
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    broken = true;
    return 0;
  }
}
