package dev.runlog.capture.claims;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.runlog.data.Manifest;
import dev.runlog.data.Reading;
import dev.runlog.data.Workers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The digests that other tools use.
final class Digests {
  /// DVC looks at a mebibyte at a time, so that a line end across its border stays what it is.
  private static final int PIECE = 1 << 20;

  private static final int HEAD = 512;

  private Digests() {}

  /// The digest, in hexadecimal, of each file that can be read, by the algorithm that is wanted of
  /// it; links are followed. `data` is where they are.
  static Map<Path, String> of(Path data, Map<Path, String> wanted, Reading reading)
      throws IOException, InterruptedException {
    var digests = new ConcurrentHashMap<Path, String>();
    var known = new HashMap<Path, Path>();
    var others = new ArrayList<Map.Entry<Path, String>>();
    for (var entry : wanted.entrySet()) {
      if (entry.getValue().equals(Claim.Part.SHA256)) {
        known.put(entry.getKey(), real(entry.getKey()));
      } else {
        others.add(entry);
      }
    }
    if (!known.isEmpty()) {
      var sums = Manifest.sums(data, new HashSet<>(known.values()), reading);
      known.forEach((file, real) -> add(digests, file, sums.get(real)));
    }
    if (!others.isEmpty()) {
      var next = new AtomicInteger();
      reading.total().accept(bytes(others));
      Workers.run(
          Math.min(Workers.most(), others.size()),
          () -> {
            for (int i = next.getAndIncrement(); i < others.size(); i = next.getAndIncrement()) {
              var file = others.get(i);
              add(digests, file.getKey(), of(file.getValue(), file.getKey(), reading.progress()));
            }
          });
    }
    return digests;
  }

  private static void add(Map<Path, String> digests, Path file, @Nullable String digest) {
    if (digest != null) {
      digests.put(file, digest);
    }
  }

  /// What cannot be read stays as it is.
  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file;
    }
  }

  private static long bytes(List<Map.Entry<Path, String>> files) {
    long bytes = 0;
    for (var file : files) {
      try {
        bytes += Files.size(file.getKey());
      } catch (IOException e) {
        // it is named when it is read
      }
    }
    return bytes;
  }

  /// Null where it cannot be read.
  private static @Nullable String of(String algorithm, Path file, LongConsumer progress)
      throws InterruptedException {
    try {
      return switch (algorithm) {
        case DvcTool.MD5_DOS2UNIX -> read(file, digest("MD5"), true, progress);
        case HuggingFaceTool.GIT_SHA1 -> {
          var sha1 = digest("SHA-1");
          sha1.update(("blob " + Files.size(file) + "\0").getBytes(US_ASCII));
          yield read(file, sha1, false, progress);
        }
        default -> read(file, digest(algorithm.replace("SHA", "SHA-")), false, progress);
      };
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return null;
    }
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

  private static String read(Path file, MessageDigest digest, boolean asText, LongConsumer progress)
      throws IOException {
    try (var in = Files.newInputStream(file)) {
      for (var piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
        digest.update(asText && isText(piece) ? unix(piece) : piece);
        progress.accept(piece.length);
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
