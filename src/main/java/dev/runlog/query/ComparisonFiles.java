package dev.runlog.query;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which files of a data set are new, gone, or have other content: counts, and the names of the
/// first few.
public record ComparisonFiles(
    long same,
    long added,
    long removed,
    long changed,
    List<String> firstAdded,
    List<String> firstRemoved,
    List<String> firstChanged) {
  private static final int NAMED = 5;

  /// Two manifests in `sha256sum` form, sorted by path, read with one character a byte; a line
  /// that is none or out of order is an [IllegalArgumentException].
  public static ComparisonFiles between(Iterator<String> before, Iterator<String> after) {
    return between(before, after, NAMED);
  }

  /// The same with up to `most` names of each kind.
  public static ComparisonFiles between(Iterator<String> before, Iterator<String> after, int most) {
    return new Merge(before, after, most).run();
  }

  private static final class Merge {
    private final Lines before;
    private final Lines after;
    private final List<String> added = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
    private final List<String> changed = new ArrayList<>();
    private final long[] counts = new long[4];

    private final int most;

    Merge(Iterator<String> before, Iterator<String> after, int most) {
      this.most = most;
      this.before = new Lines(before);
      this.after = new Lines(after);
    }

    ComparisonFiles run() {
      before.next();
      after.next();
      while (before.path != null || after.path != null) {
        step(before.path, after.path);
      }
      return new ComparisonFiles(
          counts[0], counts[1], counts[2], counts[3], added, removed, changed);
    }

    private void step(@Nullable String was, @Nullable String is) {
      int order = was == null ? 1 : is == null ? -1 : was.compareTo(is);
      if (order < 0 && was != null) {
        note(2, removed, was);
        before.next();
      } else if (order > 0 && is != null) {
        note(1, added, is);
        after.next();
      } else if (was != null) {
        if (before.hash.equals(after.hash)) {
          counts[0]++;
        } else {
          note(3, changed, was);
        }
        before.next();
        after.next();
      }
    }

    private void note(int kind, List<String> names, String path) {
      counts[kind]++;
      if (names.size() < most) {
        names.add(path);
      }
    }
  }

  private static final class Lines {
    private final Iterator<String> lines;
    private String hash = "";
    private @Nullable String path;

    Lines(Iterator<String> lines) {
      this.lines = lines;
    }

    void next() {
      var last = path;
      path = null;
      while (path == null && lines.hasNext()) {
        read(lines.next());
      }
      if (last != null && path != null && path.compareTo(last) <= 0) {
        throw new IllegalArgumentException("its lines are not in order");
      }
    }

    private void read(String line) {
      if (line.isBlank()) {
        return;
      }
      boolean escaped = line.startsWith("\\");
      var text = escaped ? line.substring(1) : line;
      int blank = text.indexOf(' ');
      if (blank < 1 || blank + 2 > text.length()) {
        throw new IllegalArgumentException("it is not in the form of sha256sum");
      }
      hash = text.substring(0, blank);
      var name = text.substring(blank + 2);
      path = escaped ? unescaped(name) : name;
    }

    private static String unescaped(String name) {
      var out = new StringBuilder();
      for (int i = 0; i < name.length(); i++) {
        char c = name.charAt(i);
        if (c == '\\' && i + 1 < name.length()) {
          char next = name.charAt(++i);
          out.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
        } else {
          out.append(c);
        }
      }
      return out.toString();
    }
  }
}
