package dev.runlog.capture.claims;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.runlog.data.FileHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// The digests that other tools use.
final class Digests {
  /// DVC looks at a mebibyte at a time, so that a line end across its border stays what it is.
  private static final int PIECE = 1 << 20;

  private static final int HEAD = 512;

  private Digests() {}

  /// In hexadecimal; a link is followed.
  static String of(String algorithm, Path file) throws IOException {
    return switch (algorithm) {
      case Claim.Part.SHA256 -> FileHash.sha256(file);
      case DvcTool.MD5_DOS2UNIX -> read(file, digest("MD5"), true);
      case HuggingFaceTool.GIT_SHA1 -> {
        var sha1 = digest("SHA-1");
        sha1.update(("blob " + Files.size(file) + "\0").getBytes(US_ASCII));
        yield read(file, sha1, false);
      }
      default -> read(file, digest(algorithm.replace("SHA", "SHA-")), false);
    };
  }

  static String md5(byte[] bytes) {
    return hex(digest("MD5").digest(bytes));
  }

  private static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("the algorithm " + name + " is not known", e);
    }
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  private static String read(Path file, MessageDigest digest, boolean asText) throws IOException {
    try (var in = Files.newInputStream(file)) {
      for (var piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
        digest.update(asText && isText(piece) ? unix(piece) : piece);
      }
    }
    return hex(digest.digest());
  }

  /// By DVC's own rule: no zero byte and at most 30 % of other signs in its head.
  private static boolean isText(byte[] piece) {
    var head = Arrays.copyOf(piece, Math.min(HEAD, piece.length));
    int strange = 0;
    for (byte b : head) {
      if (b == 0) {
        return false;
      }
      boolean usual =
          b >= 32 && b < 127 || b == '\n' || b == '\r' || b == '\t' || b == '\f' || b == '\b';
      strange += usual ? 0 : 1;
    }
    return (double) strange / head.length <= 0.30;
  }

  private static byte[] unix(byte[] piece) {
    var out = new ByteArrayOutputStream(piece.length);
    for (int i = 0; i < piece.length; i++) {
      if (piece[i] != '\r' || i + 1 == piece.length || piece[i + 1] != '\n') {
        out.write(piece[i]);
      }
    }
    return out.toByteArray();
  }
}
