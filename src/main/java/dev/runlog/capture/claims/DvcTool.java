package dev.runlog.capture.claims;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.runlog.capture.claims.Claim.Part;
import dev.runlog.data.RawName;
import dev.runlog.json.Json;
import dev.runlog.json.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// DVC: `<path>.dvc` beside the data, or an output or dependency in `dvc.lock`. Files that DVC 2
/// tracked have the MD5 of their text with DOS line ends made Unix ones, which is no MD5 of theirs
/// and is never called one.
final class DvcTool implements Claims.Tool {
  static final String MD5 = "MD5";
  static final String MD5_DOS2UNIX = "MD5-DOS2UNIX";
  private static final int LARGEST = 64 << 20;

  /// One tracked path; `size` and `files` are -1 where DVC does not say.
  private record Out(Path path, String by, String algorithm, String md5, long size, long files) {
    boolean isFolder() {
      return md5.endsWith(".dir");
    }
  }

  @Override
  public @Nullable Claim of(Path path, Map<String, String> env) throws IOException {
    for (var at = path; at.getParent() != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve(".dvc"))) {
        return null; // the top of a repository is tracked by none
      }
      var out = tracked(at);
      if (out != null) {
        return out.isFolder() ? folder(out, path) : at.equals(path) ? file(out) : null;
      }
    }
    return null;
  }

  private static @Nullable Out tracked(Path path) throws IOException {
    var folder = path.getParent();
    var beside = path.resolveSibling(path.getFileName() + ".dvc");
    if (folder != null && Files.isRegularFile(beside)) {
      var out = among(read(beside).get("outs"), folder, path, beside);
      if (out != null) {
        return out;
      }
    }
    for (var above = folder; above != null; above = above.getParent()) {
      var lock = above.resolve("dvc.lock");
      if (Files.isRegularFile(lock) && read(lock).get("stages") instanceof Map<?, ?> stages) {
        var out = inStages(stages, above, path, lock);
        if (out != null) {
          return out;
        }
      }
      if (Files.isDirectory(above.resolve(".dvc"))) {
        return null;
      }
    }
    return null;
  }

  private static @Nullable Out inStages(Map<?, ?> stages, Path base, Path path, Path lock) {
    for (var kind : List.of("outs", "deps")) {
      for (var stage : stages.values()) {
        var all = stage instanceof Map<?, ?> map ? map.get(kind) : null;
        var out = among(all, base, path, lock);
        if (out != null) {
          return out;
        }
      }
    }
    return null;
  }

  private static @Nullable Out among(@Nullable Object all, Path base, Path path, Path by) {
    if (!(all instanceof List<?> list)) {
      return null;
    }
    for (var each : list) {
      if (each instanceof Map<?, ?> out
          && out.get("path") instanceof String name
          && base.resolve(name).normalize().equals(path)
          && out.get("md5") instanceof String md5) {
        var algorithm = "md5".equals(out.get("hash")) ? MD5 : MD5_DOS2UNIX;
        return new Out(
            path, shown(by), algorithm, md5, number(out.get("size")), number(out.get("nfiles")));
      }
    }
    return null;
  }

  private static long number(@Nullable Object value) {
    return value instanceof Long number ? number : -1;
  }

  private static String shown(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static Map<String, @Nullable Object> read(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new IOException("too large");
    }
    return Yaml.read(Files.readString(file));
  }

  private static @Nullable Claim file(Out out) throws IOException {
    if (!Files.isRegularFile(out.path()) || out.size() != Files.size(out.path())) {
      return null;
    }
    var part = new Part(Verification.last(out.path()), out.algorithm(), out.md5());
    return new Claim("dvc", out.by(), identity(out), 1, out.size(), List.of(part));
  }

  private static String identity(Out out) {
    return (out.algorithm().equals(MD5) ? "md5:" : "md5-dos2unix:") + out.md5();
  }

  private static @Nullable Claim folder(Out out, Path path) throws IOException {
    var held = Held.at(path);
    boolean whole = path.equals(out.path());
    var manifest = manifest(out);
    if (manifest == null) {
      boolean fits = whole && out.files() == held.files().size() && out.size() == held.bytes();
      return fits
          ? new Claim("dvc", out.by(), identity(out), out.files(), out.size(), List.of())
          : null;
    }
    var below = whole ? "" : new String(last(path, out.path()), ISO_8859_1);
    var parts = parts(manifest, below, out.algorithm(), Files.isDirectory(path));
    boolean fits = parts.keySet().equals(held.files().keySet());
    if (!fits || whole && out.size() >= 0 && out.size() != held.bytes()) {
      return null;
    }
    var identity = identity(out) + (whole ? "" : "#" + RawName.of(last(path, out.path())).text());
    return new Claim(
        "dvc", out.by(), identity, parts.size(), held.bytes(), List.copyOf(parts.values()));
  }

  private static byte[] last(Path path, Path base) {
    return RawName.of(path, base).bytes();
  }

  private static Map<String, Part> parts(
      List<?> manifest, String below, String algorithm, boolean isFolder) throws IOException {
    var parts = new TreeMap<String, Part>();
    for (var each : manifest) {
      if (!(each instanceof Map<?, ?> file
          && file.get("relpath") instanceof String path
          && file.get("md5") instanceof String md5)) {
        throw new IOException("no manifest of DVC");
      }
      var raw = new String(path.getBytes(UTF_8), ISO_8859_1);
      var name =
          below.isEmpty()
              ? raw
              : isFolder && raw.startsWith(below + "/")
                  ? raw.substring(below.length() + 1)
                  : raw.equals(below) ? raw.substring(raw.lastIndexOf('/') + 1) : null;
      if (name != null) {
        parts.put(name, new Part(Held.name(name), algorithm, md5));
      }
    }
    return parts;
  }

  /// The list of a folder's files from DVC's cache; null where it is not there.
  private static @Nullable List<?> manifest(Out out) throws IOException {
    var object = out.md5().substring(0, 2) + "/" + out.md5().substring(2);
    for (var cache : caches(out.path())) {
      for (var layout : List.of("files/md5/", "")) {
        var file = cache.resolve(layout + object);
        if (Files.isRegularFile(file)) {
          var tree = Json.readObject("{\"all\": " + Files.readString(file) + "}");
          return tree.get("all") instanceof List<?> list ? list : null;
        }
      }
    }
    return null;
  }

  private static List<Path> caches(Path path) throws IOException {
    for (var above = path.getParent(); above != null; above = above.getParent()) {
      var dvc = above.resolve(".dvc");
      if (Files.isDirectory(dvc)) {
        var caches = new ArrayList<Path>();
        for (var config : List.of("config.local", "config")) {
          configured(dvc, dvc.resolve(config), caches);
        }
        caches.add(dvc.resolve("cache"));
        return caches;
      }
    }
    return List.of();
  }

  private static void configured(Path dvc, Path config, List<Path> caches) throws IOException {
    if (!Files.isRegularFile(config)) {
      return;
    }
    var section = "";
    for (var line : Files.readAllLines(config)) {
      var text = line.strip();
      if (text.startsWith("[")) {
        section = text;
      } else if (section.equals("[cache]") && text.replace(" ", "").startsWith("dir=")) {
        caches.add(dvc.resolve(text.substring(text.indexOf('=') + 1).strip()));
      }
    }
  }
}
