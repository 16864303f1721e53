package dev.runlog.data;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;

/// The bytes of a file name as the file system holds them, which need not be text. Ordered by
/// bytes.
public final class RawName implements Comparable<RawName> {
  private final byte[] bytes;

  private RawName(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A name that is known by its bytes.
  public static RawName of(byte[] bytes) {
    return new RawName(bytes.clone());
  }

  /// The absolute name of `path`.
  public static RawName of(Path path) {
    return new RawName(absolute(path.toAbsolutePath()));
  }

  /// The name of `file`, relative to `folder` where it lies in it; both are absolute.
  public static RawName of(Path file, Path folder) {
    boolean inside = file.startsWith(folder);
    var text = (inside ? folder.relativize(file) : file).toString();
    if (isAscii(text)) {
      return new RawName(text.getBytes(US_ASCII));
    }
    var bytes = absolute(file);
    if (!inside) {
      return new RawName(bytes);
    }
    int root = folder.getNameCount() == 0 ? 0 : 1;
    return new RawName(Arrays.copyOfRange(bytes, absolute(folder).length + root, bytes.length));
  }

  /// Only the URI form shows the bytes of a name that is not valid text.
  private static byte[] absolute(Path path) {
    var text = path.toString();
    if (isAscii(text)) {
      return text.getBytes(US_ASCII);
    }
    var uri = path.toUri().getRawPath();
    int end = uri.length() - (uri.endsWith("/") ? 1 : 0);
    var bytes = new ByteArrayOutputStream(end);
    for (int i = 0; i < end; i++) {
      if (uri.charAt(i) == '%') {
        bytes.write(Integer.parseInt(uri, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(uri.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /// The path of this name in a folder.
  public Path in(Path folder) {
    var text = new String(bytes, US_ASCII);
    for (byte b : bytes) {
      if (b < 0) {
        return Path.of(
            URI.create(folder.toUri() + (folder.getNameCount() == 0 ? "" : "/") + uri()));
      }
    }
    return folder.resolve(text);
  }

  /// Only the URI form takes the bytes of a name that is not valid text.
  private String uri() {
    var text = new StringBuilder();
    for (byte b : bytes) {
      text.append('%')
          .append(Character.forDigit(b >> 4 & 15, 16))
          .append(Character.forDigit(b & 15, 16));
    }
    return text.toString();
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /// As text; what is not UTF-8 is [#quoted].
  public String text() {
    var text = new String(bytes, UTF_8);
    return Arrays.equals(text.getBytes(UTF_8), bytes) ? text : quoted();
  }

  /// As text on one line: what is not UTF-8, or has control characters, quotes or backslashes,
  /// is [#quoted].
  public String line() {
    for (byte b : bytes) {
      if ((b >= 0 && b < ' ') || b == '"' || b == '\\') {
        return quoted();
      }
    }
    return text();
  }

  /// As Git quotes it, `"caf\351"`: what is not printable ASCII is escaped as in C.
  public String quoted() {
    var quoted = new StringBuilder("\"");
    for (byte b : bytes) {
      int c = b & 0xff;
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append((char) c);
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        case '\r' -> quoted.append("\\r");
        default -> {
          if (c < ' ' || c > '~') {
            quoted.append('\\').append(c >> 6).append(c >> 3 & 7).append(c & 7);
          } else {
            quoted.append((char) c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /// The line that `sha256sum` prints for a file of this name below `prefix`; a name with a
  /// backslash or a line break is escaped and its line starts with a backslash.
  public byte[] sumLine(String sha256, String prefix) {
    var line = new ByteArrayOutputStream(sha256.length() + bytes.length + 8);
    if (isEscaped()) {
      line.write('\\');
    }
    line.writeBytes((sha256 + "  " + prefix).getBytes(US_ASCII));
    for (byte b : bytes) {
      switch (b) {
        case '\\' -> line.writeBytes(new byte[] {'\\', '\\'});
        case '\n' -> line.writeBytes(new byte[] {'\\', 'n'});
        case '\r' -> line.writeBytes(new byte[] {'\\', 'r'});
        default -> line.write(b);
      }
    }
    line.write('\n');
    return line.toByteArray();
  }

  private boolean isEscaped() {
    return isEscaped(bytes);
  }

  /// Whether `sha256sum` would escape such a name.
  static boolean isEscaped(byte[] bytes) {
    for (byte b : bytes) {
      if (b == '\\' || b == '\n' || b == '\r') {
        return true;
      }
    }
    return false;
  }

  @Override
  public int compareTo(RawName other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawName name && Arrays.equals(bytes, name.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return text();
  }
}
