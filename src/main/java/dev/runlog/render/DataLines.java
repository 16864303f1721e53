package dev.runlog.render;

import dev.runlog.query.ComparisonFiles;
import dev.runlog.query.ComparisonFindings;
import java.util.ArrayList;
import java.util.List;

/// The files of the data that differ, below the rows about the data.
final class DataLines {
  private DataLines() {}

  static void addTo(List<String> lines, ComparisonFindings found, Look look) {
    var all = found.files();
    for (int i = 0; i < all.size(); i++) {
      var pair = all.size() == 1 ? "" : ComparisonPage.letter(i + 1) + " against A: ";
      var files = all.get(i).files();
      var why = all.get(i).why();
      if (why != null) {
        lines.add("  " + pair + "files not compared: " + ValueText.clean(why));
      } else if (files != null) {
        lines.add("  " + pair + counts(files));
        named(lines, "+", files.firstAdded(), files.added(), look);
        named(lines, "-", files.firstRemoved(), files.removed(), look);
        named(lines, "~", files.firstChanged(), files.changed(), look);
      }
    }
  }

  private static String counts(ComparisonFiles files) {
    var parts = new ArrayList<String>();
    parts.add(files.added() + " files added");
    parts.add(files.removed() + " removed");
    parts.add(files.changed() + " with other content");
    parts.add(files.same() + " the same");
    return String.join(", ", parts);
  }

  private static void named(
      List<String> lines, String sign, List<String> names, long count, Look look) {
    for (var name : names) {
      lines.add("    " + sign + " " + look.cut(ValueText.clean(name), look.width() - 6));
    }
    if (count > names.size()) {
      lines.add("    " + sign + " " + look.dim((count - names.size()) + " more"));
    }
  }
}
