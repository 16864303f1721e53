package dev.runlog.capture.config;

import dev.runlog.json.Canonical;
import dev.runlog.json.Json;
import dev.runlog.json.Toml;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A configuration file's bytes as they were before the command started.
final class Loaded {
  private static final long LARGEST = 4L << 20;
  private static final int DEEPEST = 50;

  private final Named.File file;
  private final byte[] bytes;

  private Loaded(Named.File file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /// Reads a file; throws [IOException] where it is no regular file, too large or unreadable.
  static Loaded from(Named.File file) throws IOException {
    // opening a FIFO would wait for its writer, so what it is is asked first
    var attributes = Files.readAttributes(file.path(), BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new IOException(attributes.isDirectory() ? "is a folder" : "is not a regular file");
    }
    try (var in = Files.newInputStream(file.path())) {
      var bytes = in.readNBytes((int) LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IOException("is larger than 4 MiB (" + attributes.size() + " bytes)");
      }
      return new Loaded(file, bytes);
    }
  }

  String hash() {
    return Canonical.sha256(bytes);
  }

  /// The file as UTF-8 text; throws [IOException] with the position of the first byte that is not.
  String text() throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IOException("is not UTF-8 text at byte " + buffer.position(), e);
    }
  }

  /// The file's values as a tree; throws [IOException] naming the line where it cannot be read.
  Map<?, ?> tree(String text) throws IOException {
    var tree = parsed(text);
    if (tree == null) {
      return Map.of();
    }
    if (tree instanceof Map<?, ?> map) {
      return map;
    }
    throw new IOException("holds no named values");
  }

  private @Nullable Object parsed(String text) throws IOException {
    return switch (Named.suffix(file.path().toString())) {
      case "json" -> text.isBlank() ? null : Json.readLenient(text);
      case "py", "gin" -> Map.of(); // the program says what comes of it
      case "toml" -> Toml.read(text);
      case "ini", "cfg", "conf" -> Ini.read(text);
      default -> Yaml.read(text);
    };
  }

  /// `{a: {b: 1}}` -> `a.b` = 1; lists stay lists, an empty mapping stays one.
  static Map<String, @Nullable Object> flat(Map<?, ?> tree) {
    var flat = new LinkedHashMap<String, @Nullable Object>();
    flatten("", tree, flat, 0);
    return flat;
  }

  private static void flatten(
      String prefix, Map<?, ?> tree, Map<String, @Nullable Object> into, int depth) {
    for (var entry : tree.entrySet()) {
      var key = prefix + entry.getKey();
      if (entry.getValue() instanceof Map<?, ?> map && !map.isEmpty() && depth < DEEPEST) {
        flatten(key + ".", map, into, depth + 1);
      } else {
        into.put(key, entry.getValue());
      }
    }
  }

  Path path() {
    return file.path();
  }

  Named.File file() {
    return file;
  }

  /// Whether a path inside `folder` is meant, both taken without links.
  static @Nullable Path inside(Path folder, Path path) {
    try {
      var real = path.toRealPath();
      var top = folder.toRealPath();
      return real.startsWith(top) ? top.relativize(real) : null;
    } catch (IOException e) {
      return null;
    }
  }

  static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }
}
