package dev.runlog.importer;

import dev.runlog.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values as Python programs write them.
final class Texts {
  private static final long LARGEST = 256L << 20;

  private Texts() {}

  /// The number, truth value or text that Python's `str` may have been given; never null.
  static Object value(String text) {
    if (text.equals("True") || text.equals("False")) {
      return text.equals("True");
    }
    if (text.isEmpty() || text.length() > 40 || "0123456789.-+".indexOf(text.charAt(0)) < 0) {
      return text;
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return decimal(text);
    }
  }

  private static Object decimal(String text) {
    // Java also takes hexadecimal numbers and 1d
    if (!text.chars().allMatch(c -> "0123456789.-+eE".indexOf(c) >= 0)) {
      return text;
    }
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      return text;
    }
  }

  /// A number, also one that JSON has no form for; null where it is none.
  static @Nullable Double number(@Nullable Object value) {
    return switch (value) {
      case Number number -> number.doubleValue();
      case String text -> {
        yield switch (text) {
          case "NaN", "nan" -> Double.NaN;
          case "Infinity", "inf" -> Double.POSITIVE_INFINITY;
          case "-Infinity", "-inf" -> Double.NEGATIVE_INFINITY;
          default -> null;
        };
      }
      case null, default -> null;
    };
  }

  static @Nullable Long whole(@Nullable Object value) {
    return value instanceof Number number ? (Long) number.longValue() : null;
  }

  /// The sizes of the parts of a data set; what is no number is left out.
  static Map<String, Long> sizes(@Nullable Object parts) {
    var sizes = new LinkedHashMap<String, Long>();
    if (parts instanceof Map<?, ?> map) {
      map.forEach(
          (name, size) -> {
            if (size instanceof Number number) {
              sizes.put(String.valueOf(name), number.longValue());
            }
          });
    }
    return sizes;
  }

  /// The text of a file; bytes that are no UTF-8 are replaced.
  static String read(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new IOException(file.getFileName() + " is larger than " + (LARGEST >> 20) + " MiB");
    }
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /// A JSON object, in which NaN and Infinity may stand.
  static Map<String, @Nullable Object> object(String text) throws IOException {
    var map = new LinkedHashMap<String, @Nullable Object>();
    if (Json.readLenient(text) instanceof Map<?, ?> read) {
      read.forEach((key, value) -> map.put(String.valueOf(key), value));
      return map;
    }
    throw new IOException("no JSON object");
  }

  /// A time with offset, or one of the zone; null where it is none.
  static @Nullable Instant time(@Nullable Object text, ZoneId zone) {
    if (!(text instanceof String written)) {
      return null;
    }
    var iso = written.strip().replace(' ', 'T');
    try {
      return OffsetDateTime.parse(iso).toInstant();
    } catch (DateTimeException e) {
      try {
        return LocalDateTime.parse(iso).atZone(zone).toInstant();
      } catch (DateTimeException e2) {
        return null;
      }
    }
  }

  /// Seconds since the epoch, with fraction.
  static @Nullable Instant seconds(@Nullable Object value) {
    var seconds = number(value);
    return seconds == null || !Double.isFinite(seconds) || seconds <= 0 || seconds > 1e11
        ? null
        : Instant.ofEpochMilli(Math.round(seconds * 1e3));
  }
}
