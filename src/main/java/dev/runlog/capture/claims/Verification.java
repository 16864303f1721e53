package dev.runlog.capture.claims;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.runlog.capture.claims.Claim.Part;
import dev.runlog.data.ManifestLine;
import dev.runlog.data.RawName;
import dev.runlog.data.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads the bytes that another tool's word was taken for.
public record Verification(
    long right,
    List<String> changed,
    List<String> missing,
    List<String> added,
    List<String> unreadable) {

  public boolean isRight() {
    return !differs() && unreadable.isEmpty();
  }

  public boolean differs() {
    return !changed.isEmpty() || !missing.isEmpty() || !added.isEmpty();
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
  public static Verification of(Path data, List<Part> parts, Reading reading)
      throws IOException, InterruptedException {
    var held = Held.at(data).files();
    var wanted = new HashMap<Path, String>();
    for (var part : parts) {
      var file = held.get(raw(part));
      if (file != null && file.bytes() >= 0) {
        wanted.put(file.path(), part.algorithm());
      }
    }
    var digests = Digests.of(data, wanted, reading);
    var outcome = new Verification(0, list(), list(), list(), list());
    var said = new HashSet<String>();
    long right = 0;
    for (var part : parts) {
      said.add(raw(part));
      var file = held.get(raw(part));
      if (file == null || file.bytes() < 0) {
        outcome.missing.add(part.name().line());
      } else if (!digests.containsKey(file.path())) {
        outcome.unreadable.add(part.name().line());
      } else if (part.digest().equals(digests.get(file.path()))) {
        right++;
      } else {
        outcome.changed.add(part.name().line());
      }
    }
    for (var raw : held.keySet()) {
      if (!said.contains(raw)) {
        outcome.added.add(Held.name(raw).line());
      }
    }
    return outcome.with(right);
  }

  private static String raw(Part part) {
    return new String(part.name().bytes(), ISO_8859_1);
  }

  private static List<String> list() {
    return new ArrayList<>();
  }

  private Verification with(long files) {
    return new Verification(files, changed, missing, added, unreadable);
  }

  /// Compares a folder with the identity that DVC gives it, where the list of its files is not to
  /// be had: one name stands for all that is wrong.
  public static Verification ofDvcFolder(Path data, String identity, Reading reading)
      throws IOException, InterruptedException {
    var algorithm = identity.startsWith("md5:") ? DvcTool.MD5 : DvcTool.MD5_DOS2UNIX;
    var held = Held.at(data).files();
    var wanted = new HashMap<Path, String>();
    held.values().forEach(file -> wanted.put(file.path(), algorithm));
    var digests = Digests.of(data, wanted, reading);
    var outcome = new Verification(0, list(), list(), list(), list());
    var sorted = new TreeMap<String, String>();
    held.forEach(
        (raw, file) -> {
          var digest = digests.get(file.path());
          if (digest == null) {
            outcome.unreadable.add(Held.name(raw).line());
          } else {
            sorted.put(new String(raw.getBytes(ISO_8859_1), UTF_8), digest);
          }
        });
    if (outcome.unreadable.isEmpty() && !identity.endsWith(":" + folderId(sorted))) {
      outcome.changed.add(".");
    }
    return outcome.with(outcome.isRight() ? sorted.size() : 0);
  }

  /// What DVC calls a folder: the MD5 of its list of files.
  private static String folderId(Map<String, String> sorted) {
    var list = new StringBuilder("[");
    sorted.forEach(
        (name, md5) ->
            list.append(list.length() > 1 ? ", " : "")
                .append("{\"md5\": \"" + md5 + "\", \"relpath\": ")
                .append(quoted(name))
                .append('}'));
    return Digests.md5(list.append(']').toString().getBytes(US_ASCII)) + ".dir";
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
