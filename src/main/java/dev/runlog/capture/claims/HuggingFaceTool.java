package dev.runlog.capture.claims;

import dev.runlog.capture.claims.Claim.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The hub cache of Hugging Face: `datasets--<owner>--<name>/snapshots/<commit>/`, whose files are
/// links to blobs named by their SHA-256 (large files) or by the SHA-1 that Git gives them.
final class HuggingFaceTool implements Claims.Tool {
  static final String GIT_SHA1 = "GIT-SHA1";

  @Override
  public @Nullable Claim of(Path path, Map<String, String> env) throws IOException {
    var alone = blob(path);
    if (alone != null) {
      return alone;
    }
    int at = snapshots(path);
    if (at < 0 || at + 1 >= path.getNameCount()) {
      return null;
    }
    var commit = path.getName(at + 1).toString();
    var repository = path.getName(at - 1).toString();
    var held = Held.at(path);
    var parts = new ArrayList<Part>();
    for (var entry : held.files().entrySet()) {
      var target = entry.getValue().target();
      var blob = target == null ? "" : String.valueOf(target.getFileName());
      if (!isHex(blob) || entry.getValue().bytes() < 0) {
        return null;
      }
      parts.add(new Part(Held.name(entry.getKey()), algorithm(blob), blob));
    }
    if (parts.isEmpty()) {
      return null;
    }
    return new Claim(
        "huggingface", name(repository), "revision:" + commit, parts.size(), held.bytes(), parts);
  }

  /// A file that was named alone: its link was followed, so that the revision is not known.
  private static @Nullable Claim blob(Path path) throws IOException {
    int names = path.getNameCount();
    var blob = String.valueOf(path.getFileName());
    if (names < 3 || !isHex(blob) || !path.getName(names - 2).toString().equals("blobs")) {
      return null;
    }
    var repository = path.getName(names - 3).toString();
    var part = new Part(Verification.last(path), algorithm(blob), blob);
    return isRepository(repository)
        ? new Claim("huggingface", name(repository), null, 1, Files.size(path), List.of(part))
        : null;
  }

  private static String algorithm(String blob) {
    return blob.length() == 64 ? Part.SHA256 : GIT_SHA1;
  }

  private static boolean isRepository(String folder) {
    return folder.startsWith("datasets--") || folder.startsWith("models--");
  }

  private static String name(String repository) {
    return repository.substring(repository.indexOf("--") + 2).replace("--", "/");
  }

  private static int snapshots(Path path) {
    for (int i = path.getNameCount() - 1; i > 0; i--) {
      var above = path.getName(i - 1).toString();
      if (path.getName(i).toString().equals("snapshots")
          && isRepository(above)
          && Files.isDirectory(path.getRoot().resolve(path.subpath(0, i)).resolve("blobs"))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isHex(String text) {
    return (text.length() == 64 || text.length() == 40)
        && text.chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }
}
