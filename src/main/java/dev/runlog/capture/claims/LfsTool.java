package dev.runlog.capture.claims;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.runlog.capture.claims.Claim.Part;
import dev.runlog.capture.git.LfsPointers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Git LFS: the pointers in Git's index name the SHA-256 of the files in the work tree, where
/// these are there and unchanged. Files that are not in LFS are read.
final class LfsTool implements Claims.Tool {

  @Override
  public @Nullable Claim of(Path path, Map<String, String> env)
      throws IOException, InterruptedException {
    if (!mayBeUsed(path)) {
      return null;
    }
    var above = path.getParent();
    var folder = Files.isDirectory(path) || above == null ? path : above;
    var pointers = LfsPointers.below(folder, env);
    if (pointers.isEmpty()) {
      return null;
    }
    var held = Held.at(path);
    var parts = new ArrayList<Part>();
    var others = new Others();
    boolean any = false;
    for (var entry : held.files().entrySet()) {
      var file = entry.getValue();
      var pointer = pointers.get(entry.getKey());
      if (file.target() != null || pointer != null && pointer.bytes() != file.bytes()) {
        return null; // a link, or a pointer that was not replaced by its file
      }
      any |= pointer != null;
      var digest = pointer == null ? others.sha256(file) : pointer.sha256();
      parts.add(new Part(Held.name(entry.getKey()), Part.SHA256, digest));
    }
    return any
        ? new Claim("git-lfs", "Git LFS pointers", null, parts.size(), held.bytes(), parts)
        : null;
  }

  /// Asked before Git is, for that takes milliseconds.
  private static boolean mayBeUsed(Path path) throws IOException {
    for (var above = path; above != null; above = above.getParent()) {
      var attributes = above.resolve(".gitattributes");
      if (Files.isRegularFile(attributes)
          && new String(Files.readAllBytes(attributes), ISO_8859_1).contains("filter=lfs")) {
        return true;
      }
      if (Files.exists(above.resolve(".git"))) {
        return false;
      }
    }
    return false;
  }
}
