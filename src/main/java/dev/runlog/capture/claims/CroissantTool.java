package dev.runlog.capture.claims;

import dev.runlog.capture.claims.Claim.Part;
import dev.runlog.data.FileHash;
import dev.runlog.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A Croissant description in the data's folder: its `distribution` names files with their
/// SHA-256. It counts where it names every file that is there beside itself, which is read.
final class CroissantTool implements Claims.Tool {
  private static final List<String> NAMES = List.of("croissant.json", "metadata.json");
  private static final int LARGEST = 16 << 20;

  @Override
  public @Nullable Claim of(Path path, Map<String, String> env) throws IOException {
    for (var name : NAMES) {
      var file = path.resolve(name);
      if (Files.isRegularFile(file) && Files.size(file) < LARGEST) {
        var text = Files.readString(file);
        if (text.contains("mlcommons.org/croissant")) {
          return claim(path, name, Json.readObject(text));
        }
      }
    }
    return null;
  }

  private static @Nullable Claim claim(Path path, String name, Map<String, ?> tree)
      throws IOException {
    var said = said(tree);
    var held = Held.at(path);
    var parts = new TreeMap<String, Part>();
    said.put(name, FileHash.sha256(path.resolve(name)));
    for (var file : held.files().entrySet()) {
      var digest = said.get(file.getKey());
      if (digest == null || file.getValue().target() != null) {
        return null;
      }
      parts.put(file.getKey(), new Part(Held.name(file.getKey()), Part.SHA256, digest));
    }
    return parts.size() < 2
        ? null
        : new Claim(
            "croissant", name, null, parts.size(), held.bytes(), List.copyOf(parts.values()));
  }

  private static Map<String, String> said(Map<String, ?> tree) {
    var said = new TreeMap<String, String>();
    if (tree.get("distribution") instanceof List<?> all) {
      for (var each : all) {
        if (each instanceof Map<?, ?> file
            && file.get("sha256") instanceof String sha256
            && file.get("contentUrl") instanceof String url
            && !url.contains("://")) {
          var name = url.startsWith("./") ? url.substring(2) : url;
          var raw = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
          said.put(raw, sha256);
        }
      }
    }
    return said;
  }
}
