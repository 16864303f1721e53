package dev.runlog.cli;

import dev.runlog.json.Json;
import dev.runlog.json.Records;
import dev.runlog.model.Run;
import dev.runlog.query.ComparisonFindings.SiblingSearch;
import dev.runlog.query.ComparisonSiblings;
import dev.runlog.record.Stored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks for runs that may differ from the compared ones only in their seeds: those of the same
/// name beside them, the nearest first, for a bounded time.
final class SiblingRuns {
  private static final int LEAST = 40;
  private static final int MOST = 400;
  private static final long MOST_NANOS = 120_000_000;
  private static final int LARGEST = 1 << 20;

  /// `2026-02-01_1630_`.
  private static final int DATE = 16;

  private final List<Stored> compared;
  private int all;
  private int looked;

  SiblingRuns(List<Stored> compared) {
    this.compared = compared;
  }

  SiblingSearch search() {
    return new SiblingSearch(looked, all);
  }

  ComparisonSiblings find() {
    var runs = compared.stream().map(Stored::run).toList();
    var marks = marks(runs);
    var known = new HashSet<String>();
    runs.forEach(run -> known.add(run.runId()));
    var candidates = new ArrayList<Run>(runs);
    long end = System.nanoTime() + MOST_NANOS;
    for (var folder : folders()) {
      if (looked == MOST || looked >= LEAST && System.nanoTime() > end) {
        break;
      }
      looked++;
      var run = known.contains(folder.getFileName().toString()) ? null : read(folder, marks);
      if (run != null) {
        candidates.add(run);
      }
    }
    return ComparisonSiblings.among(candidates, runs);
  }

  /// What must stand in the record of a sibling: the tree of its code.
  private static Set<String> marks(List<Run> runs) {
    var marks = new HashSet<String>();
    for (var run : runs) {
      var git = run.git();
      var tree = git == null ? null : git.tree() == null ? git.commit() : git.tree();
      marks.add(tree == null ? "\"name\": \"" + run.name() + '"' : tree);
    }
    return marks;
  }

  private static @Nullable Run read(Path folder, Set<String> marks) {
    try {
      var file = folder.resolve("run.json");
      if (Files.size(file) > LARGEST) {
        return null;
      }
      var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return marks.stream().anyMatch(text::contains)
          ? Records.fromTree(Run.class, Json.readObject(text))
          : null;
    } catch (IOException e) {
      return null; // what cannot be read is nobody's sibling
    }
  }

  private Set<Path> folders() {
    var found = new LinkedHashSet<Path>();
    for (var stored : compared) {
      var outputs = stored.folder().toAbsolutePath().getParent();
      var own = stored.folder().getFileName().toString();
      var names =
          outputs == null
              ? null
              : outputs.toFile().list((dir, name) -> isNamed(name, stored.run().name()));
      if (names != null && outputs != null) {
        all = Math.max(all, names.length);
        nearest(names, own).forEach(name -> found.add(outputs.resolve(name)));
      }
    }
    return found;
  }

  private static boolean isNamed(String folder, String name) {
    return folder.startsWith(name, DATE)
        && (folder.length() == DATE + name.length()
            || folder.charAt(DATE + name.length()) == '_'
                && Character.isDigit(folder.charAt(folder.length() - 1)));
  }

  /// The names on both sides of one of them, the nearest first, as many as may be looked at.
  private static List<String> nearest(String[] names, String own) {
    var below = new PriorityQueue<String>(MOST + 1);
    var above = new PriorityQueue<String>(MOST + 1, (a, b) -> b.compareTo(a));
    for (var name : names) {
      var side = name.compareTo(own) <= 0 ? below : above;
      side.add(name);
      if (side.size() > MOST) {
        side.remove(); // the farthest
      }
    }
    var order = new ArrayList<String>();
    while (!below.isEmpty() || !above.isEmpty()) {
      if (above.size() >= below.size()) {
        order.add(above.remove());
      } else {
        order.add(below.remove());
      }
    }
    return order.reversed().subList(0, Math.min(order.size(), MOST + 1));
  }
}
