package dev.runlog.capture.git;

import dev.runlog.data.RawName;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// File names as Git has them, which are bytes: inside this package a name is a String with one
/// character per byte (ISO 8859-1), so that every name is kept, compared and sorted as bytes.
final class Name {
  private Name() {}

  /// The name as it stands in the record: UTF-8, or quoted as Git quotes what is not.
  static String shown(String name) {
    return RawName.of(bytes(name)).text();
  }

  /// The name as Git quotes it.
  static String quoted(String name) {
    return RawName.of(bytes(name)).quoted();
  }

  /// What [#quoted] and Git make of a name, undone.
  static String unquoted(String quoted) {
    if (!quoted.startsWith("\"")) {
      return quoted;
    }
    var name = new StringBuilder();
    for (int i = 1; i < quoted.length() - 1; i++) {
      char c = quoted.charAt(i);
      if (c != '\\') {
        name.append(c);
        continue;
      }
      char escape = quoted.charAt(++i);
      int letter = "abtnvfr".indexOf(escape);
      if (letter >= 0) {
        name.append("\u0007\b\t\n\u000b\f\r".charAt(letter));
      } else if (escape >= '0' && escape <= '3') {
        name.append((char) Integer.parseInt(quoted, i, i + 3, 8));
        i += 2;
      } else {
        name.append(escape);
      }
    }
    return name.toString();
  }

  static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// A path as one character per byte: `toString` would lose what is not UTF-8.
  static String of(Path path) {
    return new String(RawName.of(path).bytes(), StandardCharsets.ISO_8859_1);
  }

  /// The file that an absolute name stands for, whatever its bytes.
  static Path file(String name) {
    var uri = new StringBuilder("file://");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '-' && c <= '9')) {
        uri.append(c);
      } else {
        uri.append('%')
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      }
    }
    return Path.of(URI.create(uri.toString()));
  }
}
