package dev.runlog.capture.config;

import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a bare word means: a number, a truth value, nothing, or the word itself.
final class Scalars {
  private static final int LONGEST_NUMBER = 400;

  private Scalars() {}

  /// A word of the command line or an INI file, by the core schema of YAML 1.2; an empty word
  /// stays one.
  static @Nullable Object core(String word) {
    return switch (word) {
      case "" -> "";
      case "null", "Null", "NULL", "~" -> null;
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> number(word, false);
    };
  }

  /// A plain scalar of a YAML file as PyYAML reads it (YAML 1.1), except that `1e-3` is the
  /// number that its writer meant: see docs/decisions/config.md.
  static @Nullable Object yaml(String word) {
    return switch (word) {
      case "", "null", "Null", "NULL", "~" -> null;
      case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON" -> true;
      case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF" -> false;
      default -> number(word, true);
    };
  }

  private static Object number(String word, boolean yaml11) {
    char first = word.charAt(0);
    boolean possible = first == '-' || first == '+' || first == '.' || isDigit(first);
    if (!possible || word.length() > LONGEST_NUMBER) {
      return word;
    }
    int digits = first == '-' || first == '+' ? 1 : 0;
    boolean separated = yaml11 && word.indexOf('_') > digits;
    var plain = separated ? word.replace("_", "") : word;
    var unsigned = plain.substring(digits);
    if (unsigned.isEmpty()) {
      return word;
    }
    var integer = integer(unsigned, yaml11);
    if (integer != null) {
      return narrow(first == '-' ? integer.negate() : integer);
    }
    return floating(word, plain, unsigned, first == '-', yaml11);
  }

  private static @Nullable BigInteger integer(String digits, boolean yaml11) {
    if (digits.startsWith("0x") && all(digits, 2, 16)) {
      return new BigInteger(digits.substring(2), 16);
    }
    if (digits.startsWith("0o") && all(digits, 2, 8)) {
      return new BigInteger(digits.substring(2), 8);
    }
    if (yaml11 && digits.startsWith("0b") && all(digits, 2, 2)) {
      return new BigInteger(digits.substring(2), 2);
    }
    if (yaml11 && digits.length() > 1 && digits.startsWith("0") && all(digits, 1, 8)) {
      return new BigInteger(digits, 8);
    }
    boolean leadingZero = yaml11 && digits.length() > 1 && digits.startsWith("0");
    return all(digits, 0, 10) && !leadingZero ? new BigInteger(digits) : null;
  }

  private static Object floating(
      String word, String plain, String unsigned, boolean negative, boolean yaml11) {
    switch (unsigned) {
      case ".inf", ".Inf", ".INF" -> {
        return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      }
      case ".nan", ".NaN", ".NAN" -> {
        return plain.equals(unsigned) ? Double.NaN : word;
      }
      default -> {}
    }
    if (yaml11 && unsigned.indexOf(':') > 0) {
      return sexagesimal(word, unsigned, negative);
    }
    return Pattern.matches("(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?", unsigned)
        ? (Object) Double.valueOf(plain)
        : word;
  }

  /// `1:30` is 90 to PyYAML.
  private static Object sexagesimal(String word, String unsigned, boolean negative) {
    if (!Pattern.matches("[1-9]\\d{0,8}(:[0-5]?\\d){1,3}", unsigned)) {
      return word;
    }
    long total = 0;
    for (var part : unsigned.split(":", -1)) {
      total = total * 60 + Long.parseLong(part);
    }
    return negative ? -total : total;
  }

  private static Object narrow(BigInteger number) {
    return number.bitLength() < 64 ? (Object) number.longValue() : number;
  }

  private static boolean all(String digits, int from, int base) {
    for (int i = from; i < digits.length(); i++) {
      if (digits.charAt(i) > 'z' || Character.digit(digits.charAt(i), base) < 0) {
        return false;
      }
    }
    return digits.length() > from;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
