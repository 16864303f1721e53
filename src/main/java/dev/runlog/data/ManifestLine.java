package dev.runlog.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One line of a manifest: a hash in hexadecimal, and a name below the manifest's folder.
public record ManifestLine(String sha256, RawName name) {

  /// The lines of a manifest as `sha256sum` prints them; what is none is an [IOException].
  public static List<ManifestLine> read(Path manifest) throws IOException {
    var lines = new ArrayList<ManifestLine>();
    try (var all = Files.newBufferedReader(manifest, ISO_8859_1)) {
      for (var line = all.readLine(); line != null; line = all.readLine()) {
        lines.add(of(line));
      }
    }
    return lines;
  }

  /// One of these lines, with one character a byte.
  public static ManifestLine of(String line) throws IOException {
    int start = line.startsWith("\\") ? 1 : 0;
    int blank = line.indexOf("  ./", start);
    if (blank < 0) {
      throw new IOException("a line of the manifest is not in the form of sha256sum");
    }
    var name = line.substring(blank + 4).getBytes(ISO_8859_1);
    return new ManifestLine(
        line.substring(start, blank), RawName.of(start == 1 ? unescaped(name) : name));
  }

  private static byte[] unescaped(byte[] name) {
    var bytes = new ByteArrayOutputStream(name.length);
    for (int i = 0; i < name.length; i++) {
      if (name[i] == '\\' && i + 1 < name.length) {
        byte next = name[++i];
        bytes.write(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
      } else {
        bytes.write(name[i]);
      }
    }
    return bytes.toByteArray();
  }

  /// The file in a folder.
  public Path in(Path folder) {
    return RawName.of(name.bytes()).in(folder);
  }
}
