package dev.runlog.capture.metrics;

import org.jspecify.annotations.Nullable;

/// A TensorProto that may hold a single number.
final class Tensor {
  private static final int FLOAT = 1;
  private static final int DOUBLE = 2;
  private static final int INT32 = 3;
  private static final int INT64 = 9;
  private static final int BFLOAT16 = 14;
  private static final int HALF = 19;

  private Tensor() {}

  /// The number; null where the tensor has another shape or type.
  static @Nullable Double scalar(Wire tensor) {
    int type = 0;
    Double packed = null;
    java.nio.ByteBuffer content = null;
    while (tensor.next()) {
      switch (tensor.field()) {
        case 1 -> type = (int) tensor.number();
        case 2 -> {
          if (elements(tensor.message()) != 1) {
            return null;
          }
        }
        case 4 -> content = tensor.raw();
        case 5 -> packed = floatValue(tensor);
        case 6 -> packed = doubleValue(tensor);
        case 7 -> packed = (double) (int) tensor.firstVarint();
        case 10 -> packed = (double) tensor.firstVarint();
        case 13 -> {
          int bits = (int) tensor.firstVarint();
          packed = half(type, (short) bits);
        }
        default -> {}
      }
    }
    return packed == null && content != null ? raw(type, content) : packed;
  }

  private static long elements(Wire shape) {
    long elements = 1;
    while (shape.next()) {
      if (shape.field() == 2 && shape.delimited()) {
        long size = 0;
        for (var dimension = shape.message(); dimension.next(); ) {
          size = dimension.field() == 1 ? dimension.number() : size;
        }
        elements *= size;
      }
    }
    return elements;
  }

  private static @Nullable Double floatValue(Wire tensor) {
    if (!tensor.delimited()) {
      return (double) tensor.float32();
    }
    return tensor.length() == 4 ? (Double) (double) tensor.raw().getFloat() : null;
  }

  private static @Nullable Double doubleValue(Wire tensor) {
    if (!tensor.delimited()) {
      return tensor.float64();
    }
    return tensor.length() == 8 ? (Double) tensor.raw().getDouble() : null;
  }

  private static @Nullable Double raw(int type, java.nio.ByteBuffer content) {
    return switch (type) {
      case FLOAT -> content.remaining() == 4 ? (Double) (double) content.getFloat() : null;
      case DOUBLE -> content.remaining() == 8 ? (Double) content.getDouble() : null;
      case INT32 -> content.remaining() == 4 ? (Double) (double) content.getInt() : null;
      case INT64 -> content.remaining() == 8 ? (Double) (double) content.getLong() : null;
      case BFLOAT16, HALF -> content.remaining() == 2 ? half(type, content.getShort()) : null;
      default -> null;
    };
  }

  private static double half(int type, short bits) {
    return type == BFLOAT16 ? Float.intBitsToFloat(bits << 16) : Float.float16ToFloat(bits);
  }
}
