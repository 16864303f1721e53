package dev.runlog.record;

import dev.runlog.importer.Found;
import dev.runlog.json.Json;
import dev.runlog.store.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which runs of other tools are here: each has a file `imported_from` in its folder, made before
/// anything else, so that what a killed import left is taken away by the next.
final class ForeignMarks {
  private static final String NAME = "imported_from";

  private final Map<String, Mark> marks = new HashMap<>();

  /// `state` is a digest of all that was found.
  record Mark(String kind, String id, boolean ended, String state, String run) {}

  private final boolean tidy;

  /// With `tidy`, what a killed import left is taken away.
  ForeignMarks(Path outputs, boolean tidy) throws IOException {
    this.tidy = tidy;
    if (Files.isDirectory(outputs)) {
      try (var runs = Files.newDirectoryStream(outputs, run -> Files.exists(run.resolve(NAME)))) {
        for (var run : runs) {
          add(run);
        }
      }
    }
  }

  void add(Path run) throws IOException {
    var mark = read(run);
    if (mark != null && Files.exists(run.resolve("run.json"))) {
      marks.put(key(mark.kind(), mark.id()), mark);
    } else if (mark != null && tidy) {
      RunFolder.of(run).delete();
    }
  }

  @Nullable Mark of(String kind, String id) {
    return marks.get(key(kind, id));
  }

  private static String key(String kind, String id) {
    return kind + "\n" + id;
  }

  private static @Nullable Mark read(Path run) {
    try {
      var tree = Json.readObject(Files.readString(run.resolve(NAME)));
      return new Mark(
          String.valueOf(tree.get("kind")),
          String.valueOf(tree.get("id")),
          Boolean.TRUE.equals(tree.get("ended")),
          String.valueOf(tree.get("state")),
          String.valueOf(run.getFileName()));
    } catch (IOException e) {
      return null; // not ours to judge
    }
  }

  static void write(RunFolder run, String kind, String id, boolean ended, String state)
      throws IOException {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("kind", kind);
    tree.put("id", id);
    tree.put("ended", ended);
    tree.put("state", state);
    run.replace(NAME, (Json.line(tree) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  static String state(Found found) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      found.observations().forEach(one -> update(digest, one));
      update(digest, new TreeMap<>(found.facts()));
      update(digest, new TreeMap<>(found.texts()));
      update(digest, found.artifacts());
      var whole = found.whole();
      if (whole != null) {
        update(digest, whole.run());
        whole.files().forEach((name, file) -> update(digest, name + file.hash()));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void update(MessageDigest digest, Object value) {
    digest.update(value.toString().getBytes(StandardCharsets.UTF_8));
  }
}
