package dev.runlog.capture.claims;

import dev.runlog.capture.claims.Claim.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// git-annex, and DataLad above it: files are links to `.git/annex/objects/../KEY/KEY`, and most
/// keys hold a hash of the content. WORM, URL and others hold none: then nothing is claimed.
final class AnnexTool implements Claims.Tool {
  private static final Map<String, Integer> DIGITS =
      Map.of("MD5", 32, "SHA1", 40, "SHA224", 56, "SHA256", 64, "SHA384", 96, "SHA512", 128);

  @Override
  public @Nullable Claim of(Path path, Map<String, String> env) throws IOException {
    if (!isAnnexed(path)) {
      return null;
    }
    var held = Held.at(path);
    var parts = new ArrayList<Part>();
    var others = new Others();
    long bytes = 0;
    boolean annexed = false;
    for (var entry : held.files().entrySet()) {
      var file = entry.getValue();
      var name = Held.name(entry.getKey());
      if (file.target() == null) {
        parts.add(new Part(name, Part.SHA256, others.sha256(file)));
        bytes += file.bytes();
        continue;
      }
      var key = Key.of(String.valueOf(file.target().getFileName()));
      if (key == null || !file.target().toString().contains(".git/annex/objects/")) {
        return null;
      }
      annexed = true;
      bytes += Math.max(0, key.bytes());
      parts.add(new Part(name, key.algorithm(), key.digest()));
    }
    if (!annexed) {
      return null;
    }
    var datalad = DataLad.above(path);
    return datalad == null
        ? new Claim("git-annex", "git-annex keys", null, parts.size(), bytes, parts)
        : new Claim("datalad", datalad.name(), datalad.commit(), parts.size(), bytes, parts);
  }

  private static boolean isAnnexed(Path path) {
    for (var above = path; above != null; above = above.getParent()) {
      if (Files.exists(above.resolve(".git"))) {
        return Files.isDirectory(above.resolve(".git/annex"));
      }
    }
    return false;
  }

  /// A key of which the content is known: `SHA256E-s<size>--<hex>.<ext>`.
  record Key(String algorithm, String digest, long bytes) {
    static @Nullable Key of(String text) {
      int fields = text.indexOf('-');
      int name = text.indexOf("--");
      if (fields < 0 || name < 0) {
        return null;
      }
      var backend = text.substring(0, fields);
      var algorithm = backend.endsWith("E") ? backend.substring(0, backend.length() - 1) : backend;
      var digits = DIGITS.get(algorithm);
      var rest = text.substring(name + 2);
      if (digits == null || rest.length() < digits) {
        return null;
      }
      var hex = rest.substring(0, digits);
      boolean isHash = hex.chars().allMatch(c -> Character.digit(c, 16) >= 0);
      return isHash ? new Key(algorithm, hex, size(text.substring(fields, name))) : null;
    }

    private static long size(String fields) {
      for (var field : fields.split("-", -1)) {
        if (field.startsWith("s")) {
          return Long.parseLong(field.substring(1));
        }
      }
      return -1;
    }
  }
}
