package dev.runlog.capture.claims;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.runlog.capture.claims.Claim.Part;
import dev.runlog.data.ManifestLine;
import dev.runlog.data.RawName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads the bytes that another tool's word was taken for.
public record Verification(
    long right, List<String> changed, List<String> missing, List<String> added) {

  public boolean isRight() {
    return changed.isEmpty() && missing.isEmpty() && added.isEmpty();
  }

  /// Reads what [Claim#write] wrote.
  public static List<Part> parts(Path file) throws IOException {
    var parts = new ArrayList<Part>();
    try (var lines = Files.newBufferedReader(file, ISO_8859_1)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        parts.add(part(line));
      }
    }
    return parts;
  }

  private static Part part(String line) throws IOException {
    int open = line.indexOf(" (./");
    int close = line.lastIndexOf(") = ");
    if (open < 0 || close < open) {
      var plain = ManifestLine.of(line);
      return new Part(plain.name(), Part.SHA256, plain.sha256());
    }
    boolean escaped = line.startsWith("\\");
    var name = line.substring(open + 4, close);
    var algorithm = line.substring(escaped ? 1 : 0, open);
    // the escapes are those of a plain line
    var plain = ManifestLine.of((escaped ? "\\" : "") + "0  ./" + name);
    return new Part(plain.name(), algorithm, line.substring(close + 4));
  }

  /// Compares what was said of files with what they are; links to files are followed.
  public static Verification of(Path data, List<Part> parts) throws IOException {
    var held = Held.at(data);
    var changed = new ArrayList<String>();
    var missing = new ArrayList<String>();
    var said = new HashSet<String>();
    long right = 0;
    for (var part : parts) {
      var raw = new String(part.name().bytes(), ISO_8859_1);
      said.add(raw);
      var file = held.files().get(raw);
      if (file == null || file.bytes() < 0) {
        missing.add(part.name().line());
      } else if (Digests.of(part.algorithm(), file.path()).equals(part.digest())) {
        right++;
      } else {
        changed.add(part.name().line());
      }
    }
    var added = new ArrayList<String>();
    for (var raw : held.files().keySet()) {
      if (!said.contains(raw)) {
        added.add(Held.name(raw).line());
      }
    }
    return new Verification(right, changed, missing, added);
  }

  /// Compares a folder with the identity that DVC gives it, where the list of its files is not to
  /// be had: one name stands for all that is wrong.
  public static Verification ofDvcFolder(Path data, String identity) throws IOException {
    boolean plain = identity.startsWith("md5:");
    var held = Held.at(data);
    var sorted = new TreeMap<String, String>();
    for (Map.Entry<String, Held.File> file : held.files().entrySet()) {
      var digest = Digests.of(plain ? DvcTool.MD5 : DvcTool.MD5_DOS2UNIX, file.getValue().path());
      sorted.put(new String(file.getKey().getBytes(ISO_8859_1), UTF_8), digest);
    }
    var list = new StringBuilder("[");
    sorted.forEach(
        (name, md5) ->
            list.append(list.length() > 1 ? ", " : "")
                .append("{\"md5\": \"" + md5 + "\", \"relpath\": ")
                .append(quoted(name))
                .append('}'));
    var id = Digests.md5(list.append(']').toString().getBytes(US_ASCII)) + ".dir";
    boolean same = identity.endsWith(":" + id);
    return new Verification(
        same ? sorted.size() : 0, same ? List.of() : List.of("."), List.of(), List.of());
  }

  /// As Python writes a string in JSON, with nothing but ASCII.
  private static String quoted(String text) {
    var out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < ' ' || c > '~') {
            out.append("\\u").append(String.format("%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  /// The name of a file that is alone.
  static RawName last(Path path) {
    var folder = path.getParent();
    return folder == null ? RawName.of(path) : RawName.of(path, folder);
  }
}
