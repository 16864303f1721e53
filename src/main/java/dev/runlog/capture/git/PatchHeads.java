package dev.runlog.capture.git;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The files that a patch of ours changes: what each was before, told by the `index` lines with
/// their full object names. `complete` is false where a file has no such line, as with a change of
/// nothing but the mode.
record PatchHeads(Map<String, Trees.Entry> before, Set<String> paths, boolean complete) {

  static PatchHeads of(Path patch) throws IOException {
    var reader = new Heads();
    try (var lines = Files.newBufferedReader(patch, StandardCharsets.ISO_8859_1)) {
      reader.read(lines);
    }
    return reader.found();
  }

  /// The paths as they stood before, in the form of `update-index --index-info`.
  List<String> indexInfo() {
    var records = new ArrayList<String>();
    before.forEach((path, entry) -> records.add(entry.mode() + " " + entry.object() + "\t" + path));
    return records;
  }

  private static final class Heads {
    private final Map<String, Trees.Entry> before = new LinkedHashMap<>();
    private final Set<String> paths = new TreeSet<>();
    private boolean complete = true;
    private boolean inHead;
    private boolean isNew;
    private boolean hasIndex = true;
    private String path = "";
    private @Nullable String mode;

    void read(BufferedReader lines) throws IOException {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("diff --git ")) {
          begin(line);
        } else if (inHead) {
          head(line);
        }
      }
    }

    PatchHeads found() {
      complete &= hasIndex;
      return new PatchHeads(before, paths, complete);
    }

    /// `diff --git a/NAME b/NAME`: as nothing is ever a rename, both halves are alike.
    private void begin(String line) {
      complete &= hasIndex;
      int start = "diff --git ".length();
      int half = start + (line.length() - start) / 2;
      var name = Name.unquoted(line.substring(half + 1));
      path = name.substring(Math.min(2, name.length()));
      paths.add(path);
      inHead = true;
      isNew = false;
      hasIndex = false;
      mode = null;
    }

    private void head(String line) {
      if (line.startsWith("@@ ") || line.startsWith("GIT binary patch")) {
        inHead = false;
      } else if (line.startsWith("old mode ") || line.startsWith("deleted file mode ")) {
        mode = line.substring(line.lastIndexOf(' ') + 1);
      } else if (line.startsWith("new file mode ")) {
        isNew = true;
      } else if (line.startsWith("index ")) {
        index(line);
      }
    }

    private void index(String line) {
      int dots = line.indexOf("..");
      int blank = line.indexOf(' ', Math.max(0, dots));
      var old = mode == null && blank > 0 ? line.substring(blank + 1) : mode;
      hasIndex = dots > 0 && (isNew || old != null && Place.isObject(line.substring(6, dots)));
      if (hasIndex && !isNew && old != null) {
        before.putIfAbsent(path, new Trees.Entry(old, line.substring(6, dots)));
      }
    }
  }
}
