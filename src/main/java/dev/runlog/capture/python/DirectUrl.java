package dev.runlog.capture.python;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a package was installed from, when that was not an index: direct_url.json, PEP 610.
record DirectUrl(String url, String kind, Map<?, ?> info, @Nullable String subdirectory) {

  /// Empty for a file that pip would not accept.
  static Optional<DirectUrl> of(Map<String, @Nullable Object> tree) {
    var kinds = new ArrayList<String>();
    for (var kind : List.of("archive_info", "dir_info", "vcs_info")) {
      if (tree.get(kind) instanceof Map<?, ?>) {
        kinds.add(kind);
      }
    }
    if (kinds.size() != 1
        || !(tree.get("url") instanceof String url)
        || !(tree.get(kinds.getFirst()) instanceof Map<?, ?> info)) {
      return Optional.empty();
    }
    var subdirectory = tree.get("subdirectory") instanceof String text ? text : null;
    return Optional.of(new DirectUrl(url, kinds.getFirst(), info, subdirectory));
  }

  /// The project's folder, where the install is editable.
  Optional<Path> editable() {
    boolean editable = kind.equals("dir_info") && Boolean.TRUE.equals(info.get("editable"));
    return editable && url.startsWith("file:")
        ? Optional.of(Path.of(URI.create(url)))
        : Optional.empty();
  }

  /// `name @ url` as pip writes it; since 26.1 it takes the first of `hashes`, before that `hash`.
  String requirement(String name, boolean fromHashes) {
    var fragments = new ArrayList<String>();
    var out = new StringBuilder(name).append(" @ ");
    if (kind.equals("vcs_info")) {
      out.append(info.get("vcs")).append('+').append(url).append('@').append(info.get("commit_id"));
    } else {
      out.append(url);
      hash(fromHashes).ifPresent(fragments::add);
    }
    if (subdirectory != null && !subdirectory.isEmpty()) {
      fragments.add("subdirectory=" + subdirectory);
    }
    return out + (fragments.isEmpty() ? "" : "#" + String.join("&", fragments));
  }

  private Optional<String> hash(boolean fromHashes) {
    if (!kind.equals("archive_info")) {
      return Optional.empty();
    }
    if (fromHashes && info.get("hashes") instanceof Map<?, ?> hashes && !hashes.isEmpty()) {
      var first = hashes.entrySet().iterator().next();
      return Optional.of(first.getKey() + "=" + first.getValue());
    }
    return info.get("hash") instanceof String hash && !hash.isEmpty()
        ? Optional.of(hash)
        : Optional.empty();
  }
}
