package dev.runlog.redact;

import java.util.Locale;

/// What a value says about itself.
final class Values {
  private Values() {}

  /// Whether a value under a name of this secrecy is to be masked.
  static boolean isSecret(Secrecy secrecy, String value) {
    if (secrecy == Secrecy.NONE || isNothing(value) || isReference(value)) {
      return false;
    }
    return switch (secrecy) {
      case NONE -> false;
      case CERTAIN -> true;
      case TOKEN -> !isSpecial(value) && !isPath(value) && !isShortNumber(value);
      case LIKELY ->
          !isSpecial(value)
              && !isPath(value)
              && !isShortNumber(value)
              && (value.length() >= 10 || looksSecret(value));
    };
  }

  /// Long enough and mixed enough that no word or number is meant.
  static boolean looksSecret(String value) {
    if (value.length() < 8 || isPath(value) || isNumber(value) || isReference(value)) {
      return false;
    }
    int classes = classes(value);
    boolean digits = (classes & 4) != 0;
    boolean letters = (classes & 3) != 0;
    return (digits && letters && (classes & 16) == 0) || Integer.bitCount(classes & 15) >= 3;
  }

  /// Mixed more than the names and paths that stand behind a bare `-p`.
  static boolean looksLikePassword(String value) {
    boolean sign = value.chars().anyMatch(c -> "!@#$%^&*".indexOf(c) >= 0);
    return looksSecret(value)
        && value.indexOf('/') < 0
        && value.indexOf(':') < 0
        && (sign || (classes(value) & 7) == 7);
  }

  /// Whether a value is particular enough to be looked for everywhere: `postgres` is not.
  static boolean isParticular(String value) {
    return value.length() >= 8
        && !isNothing(value)
        && !isReference(value)
        && !isPath(value)
        && (Integer.bitCount(classes(value)) >= 2 || value.length() >= 16);
  }

  /// lower 1, upper 2, digit 4, other 8, blank 16.
  private static int classes(String value) {
    int classes = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= 'a' && c <= 'z') {
        classes |= 1;
      } else if (c >= 'A' && c <= 'Z') {
        classes |= 2;
      } else if (c >= '0' && c <= '9') {
        classes |= 4;
      } else {
        classes |= c <= ' ' ? 16 : 8;
      }
    }
    return classes;
  }

  private static boolean isNothing(String value) {
    if (value.length() > 9) {
      return value.isBlank();
    }
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "",
          "true",
          "false",
          "yes",
          "no",
          "on",
          "off",
          "none",
          "null",
          "nil",
          "~",
          "undefined",
          "[]",
          "{}",
          "\"\"",
          "''",
          "<none>" ->
          true;
      default -> false;
    };
  }

  /// A name of a secret in place of the secret, or one that is masked already.
  private static boolean isReference(String value) {
    if (Mask.isMasked(value)) {
      return true;
    }
    if ((value.startsWith("${") && value.endsWith("}"))
        || (value.startsWith("{{") && value.endsWith("}}"))
        || (value.startsWith("$(") && value.endsWith(")"))) {
      return true;
    }
    return value.length() > 1
        && value.charAt(0) == '$'
        && value.chars().skip(1).allMatch(c -> c == '_' || (c >= 'A' && c <= 'Z') || isDigit(c));
  }

  /// `<pad>`, `[MASK]`, `</s>`.
  private static boolean isSpecial(String value) {
    char first = value.charAt(0);
    char last = value.charAt(value.length() - 1);
    return (first == '<' && last == '>') || (first == '[' && last == ']');
  }

  static boolean isPath(String value) {
    if (value.startsWith("./") || value.startsWith("../") || value.startsWith("~/")) {
      return true;
    }
    int dot = value.lastIndexOf('.');
    if (dot > 0 && isFileSuffix(value.substring(dot + 1)) && value.indexOf(' ') < 0) {
      return true;
    }
    return value.startsWith("/")
        && value.indexOf('+') < 0
        && value.indexOf('=') < 0
        && (value.length() < 40 || value.indexOf('/', 1) > 0);
  }

  private static boolean isFileSuffix(String suffix) {
    return switch (suffix) {
      case "json",
          "pem",
          "key",
          "txt",
          "pub",
          "p12",
          "pfx",
          "crt",
          "yaml",
          "yml",
          "toml",
          "env",
          "cfg",
          "ini",
          "conf" ->
          true;
      default -> false;
    };
  }

  private static boolean isShortNumber(String value) {
    return value.length() < 10 && isNumber(value);
  }

  static boolean isNumber(String value) {
    boolean digit = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      digit |= isDigit(c);
      if (!isDigit(c) && ".,+-_eE".indexOf(c) < 0) {
        return false;
      }
    }
    return digit;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
