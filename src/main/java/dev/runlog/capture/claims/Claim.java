package dev.runlog.capture.claims;

import dev.runlog.data.RawName;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Another tool's word for what data is. `identity` is its own name for the whole, such as
/// `md5:<hex>.dir`; `parts` are in byte order of their names, and empty where only the whole is
/// known.
public record Claim(
    String method,
    String assertedBy,
    @Nullable String identity,
    long files,
    long bytes,
    List<Part> parts) {

  /// What is said of one file; the algorithm in the spelling of the `*sum` tools.
  public record Part(RawName name, String algorithm, String digest) {
    static final String SHA256 = "SHA256";
  }

  /// Whether every file's SHA-256 is known, so that the manifest is known too.
  public boolean isManifest() {
    return !parts.isEmpty() && parts.stream().allMatch(p -> p.algorithm().equals(Part.SHA256));
  }

  /// Writes a line for each file: as `sha256sum` does where that is all that is said, else in the
  /// form of `md5sum --tag`, which the tools check as well.
  public void write(Path file) throws IOException {
    boolean plain = isManifest();
    try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (var part : parts) {
        if (plain) {
          out.write(part.name().sumLine(part.digest(), "./"));
        } else {
          tag(part, out);
        }
      }
    }
  }

  private static void tag(Part part, OutputStream out) throws IOException {
    // the escapes are those of a plain line, with an empty hash before it
    var line = part.name().sumLine("", "./");
    boolean escaped = line[0] == '\\';
    int start = escaped ? 3 : 2;
    var head = (escaped ? "\\" : "") + part.algorithm() + " (";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(line, start, line.length - start - 1);
    out.write((") = " + part.digest() + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
