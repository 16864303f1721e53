package dev.runlog.render;

import dev.runlog.model.CodeDifference;
import dev.runlog.model.Git;
import dev.runlog.query.ComparisonSide;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The part of a comparison that is about code: source files first.
final class CodeLines {
  private static final int MOST_FILES = 20;
  private static final Set<String> SOURCES =
      Set.of(
          "py", "pyx", "sh", "ipynb", "r", "jl", "c", "cc", "cpp", "h", "cu", "java", "scala", "kt",
          "rs", "go", "js", "ts", "lua", "pl", "rb", "m");
  private static final Set<String> SETTINGS =
      Set.of("yaml", "yml", "toml", "ini", "cfg", "json", "txt", "lock");

  private final List<CodeDifference> code;
  private final List<ComparisonSide> sides;
  private final Look look;

  CodeLines(List<CodeDifference> code, List<ComparisonSide> sides, Look look) {
    this.code = code;
    this.sides = sides;
    this.look = look;
  }

  void addTo(List<String> lines, List<String> same) {
    var left = leftOut();
    if (left.isEmpty() && code.stream().allMatch(CodeDifference.Same.class::isInstance)) {
      same.add("code");
      return;
    }
    lines.add("");
    lines.add(look.bold("code") + "  " + states());
    for (int i = 0; i < code.size(); i++) {
      var pair = code.size() == 1 ? "" : ComparisonPage.letter(i + 1) + " against A: ";
      lines.addAll(lines(pair, code.get(i)));
    }
    left.forEach(path -> lines.add("  " + look.cut(path, look.width() - 2)));
  }

  /// `A 63f34464a  B 63f34464a + changes`.
  private String states() {
    var states = new ArrayList<String>();
    for (int i = 0; i < sides.size(); i++) {
      states.add(ComparisonPage.letter(i) + " " + state(sides.get(i).run().git()));
    }
    return String.join(", ", states);
  }

  private static String state(@Nullable Git git) {
    var commit = git == null ? null : git.commit();
    if (git == null || commit == null) {
      return git == null ? "(none)" : "before the first commit";
    }
    return commit.substring(0, Math.min(9, commit.length()))
        + (Boolean.TRUE.equals(git.dirty()) ? " + changes" : "");
  }

  private List<String> lines(String pair, CodeDifference difference) {
    return switch (difference) {
      case CodeDifference.Same same -> List.of("  " + pair + "the same");
      case CodeDifference.Unknown unknown ->
          List.of("  " + pair + "not compared: " + ValueText.clean(unknown.why()));
      case CodeDifference.Different different -> different(pair, different);
    };
  }

  private List<String> different(String pair, CodeDifference.Different different) {
    var lines = new ArrayList<String>();
    different.doubts().forEach(doubt -> lines.add("  " + pair + ValueText.clean(doubt)));
    var files = new ArrayList<>(different.files());
    files.sort(Comparator.comparingInt(file -> rank(file.path())));
    long added = files.stream().mapToLong(file -> count(file.added())).sum();
    long removed = files.stream().mapToLong(file -> count(file.removed())).sum();
    lines.add(
        "  "
            + pair
            + files.size()
            + (files.size() == 1 ? " file, " : " files, ")
            + look.green("+" + added)
            + " "
            + look.red("-" + removed)
            + " lines");
    files.stream().limit(MOST_FILES).forEach(file -> lines.add("  " + line(file)));
    if (files.size() > MOST_FILES) {
      lines.add("  " + look.dim((files.size() - MOST_FILES) + " more; --json has all"));
    }
    return lines;
  }

  private String line(CodeDifference.File file) {
    var counts =
        file.added() == null || file.removed() == null
            ? "binary"
            : "+" + file.added() + " -" + file.removed();
    var name = file.was() == null ? file.path() : file.was() + " -> " + file.path();
    var text = file.status() + " " + ValueText.clean(name);
    return look.cut(text, look.width() - counts.length() - 4) + "  " + look.dim(counts);
  }

  private static long count(@Nullable Long lines) {
    return lines == null ? 0 : lines;
  }

  private static int rank(String path) {
    var suffix = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return SOURCES.contains(suffix) ? 0 : SETTINGS.contains(suffix) ? 1 : 2;
  }

  /// Files that no patch has and that are known by their hash.
  private List<String> leftOut() {
    var lines = new ArrayList<String>();
    var first = left(sides.getFirst());
    for (int i = 1; i < sides.size(); i++) {
      var other = left(sides.get(i));
      var paths = new java.util.TreeSet<>(first.keySet());
      paths.addAll(other.keySet());
      for (var path : paths) {
        if (!Objects.equals(first.get(path), other.get(path))) {
          lines.add(
              "left out of the patch, by hash: "
                  + ValueText.clean(path)
                  + " "
                  + (!first.containsKey(path)
                      ? "only in " + ComparisonPage.letter(i)
                      : other.containsKey(path) ? "differs" : "only in A"));
        }
      }
    }
    return lines;
  }

  private static Map<String, @Nullable String> left(ComparisonSide side) {
    var left = new HashMap<String, @Nullable String>();
    var git = side.run().git();
    if (git != null) {
      git.leftOut().forEach(file -> left.put(file.path(), file.hash()));
    }
    return left;
  }
}
