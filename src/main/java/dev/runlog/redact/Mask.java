package dev.runlog.redact;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// `***` and six hexadecimal digits of HMAC-SHA-256: equal secrets look equal and stay unknown.
final class Mask {
  private static final String STARS = "***";
  private static final int DIGITS = 6;
  private static final int BLOCK = 64;

  private final byte[] salt;

  Mask(byte[] salt) {
    this.salt = salt.clone();
  }

  String of(String value) {
    return isMasked(value) ? value : STARS + fingerprint(value);
  }

  static boolean isMasked(String value) {
    return value.length() == STARS.length() + DIGITS && startsMasked(value, 0);
  }

  /// Whether a mask stands at `start`.
  static boolean startsMasked(String text, int start) {
    if (!text.startsWith(STARS, start) || text.length() < start + STARS.length() + DIGITS) {
      return false;
    }
    for (int i = 0; i < DIGITS; i++) {
      if ("0123456789abcdef".indexOf(text.charAt(start + STARS.length() + i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /// Finds what lies between the masks in the text itself; the rest becomes stars.
  static String struckOut(String text, String masked) {
    var out = new StringBuilder();
    int start = 0;
    for (int i = 0; i <= masked.length(); i++) {
      if (i == masked.length() || startsMasked(masked, i)) {
        var plain = masked.substring(start, i);
        boolean last = i == masked.length();
        int at = last ? text.length() - plain.length() : text.indexOf(plain, out.length());
        out.append("*".repeat(Math.max(0, at - out.length()))).append(plain);
        i += last ? 0 : STARS.length() + DIGITS - 1;
        start = i + 1;
      }
    }
    return out.length() == text.length() ? out.toString() : "*".repeat(text.length());
  }

  /// HMAC by hand: loading `javax.crypto` takes longer than the rest of the program's start.
  private String fingerprint(String value) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      var key = Arrays.copyOf(salt.length > BLOCK ? sha.digest(salt) : salt, BLOCK);
      sha.update(xor(key, 0x36));
      var inner = sha.digest(value.getBytes(StandardCharsets.UTF_8));
      sha.update(xor(key, 0x5c));
      return HexFormat.of().formatHex(sha.digest(inner), 0, DIGITS / 2);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] xor(byte[] key, int pad) {
    var out = new byte[key.length];
    for (int i = 0; i < key.length; i++) {
      out[i] = (byte) (key[i] ^ pad);
    }
    return out;
  }
}
