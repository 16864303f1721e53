package dev.runlog.capture.remote;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `hf://[datasets/|spaces/]owner/name[@revision][/path]`, where models have no kind before them.
record HubAddress(String kind, String repository, @Nullable String revision) {
  private static final String SCHEME = "hf://";
  private static final List<String> KINDS = List.of("datasets", "spaces", "models");
  private static final int COMMIT = 40;

  /// Null where it is none.
  static @Nullable HubAddress of(String address) {
    if (!address.startsWith(SCHEME)) {
      return null;
    }
    var words = address.substring(SCHEME.length()).split("/", -1);
    int first = KINDS.contains(words[0]) ? 1 : 0;
    if (words.length < first + 2 || words[first].contains("@")) {
      return null;
    }
    var name = words[first + 1];
    int at = name.indexOf('@');
    return new HubAddress(
        first == 0 ? "models" : words[0],
        words[first] + "/" + (at < 0 ? name : name.substring(0, at)),
        at < 0 || at + 1 == name.length() ? null : name.substring(at + 1).replace("%2F", "/"));
  }

  /// Whether it names a commit, which stays what it is.
  boolean isFixed() {
    return revision != null
        && revision.length() == COMMIT
        && revision.chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }
}
