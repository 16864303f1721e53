package dev.runlog.capture.metrics;

import dev.runlog.capture.metrics.Reading.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tables over several lines: a header and rows (fastai, skorch, Ultralytics, Markdown),
/// scikit-learn's classification report, and the boxes of stable-baselines.
final class Tables {
  private static final Set<String> FIRST_COLUMNS =
      Set.of("epoch", "step", "iter", "iteration", "round", "episode", "class");

  private List<String> header = List.of();
  private boolean report;
  private boolean box;
  private String section = "";
  private Counters boxCounters = Counters.none("");
  private List<Pair> boxed = new ArrayList<>();

  /// What the line says as part of a table; empty where it only belongs to one; null where it is
  /// no part of a table.
  @Nullable Reading read(String line) {
    var first = box || line.startsWith("|") ? line.stripLeading() : "";
    if (first.startsWith("|") || first.startsWith("-")) {
      var reading = box(first);
      if (reading != null) {
        return reading;
      }
    }
    if (report) {
      return report(line);
    }
    return header.isEmpty() ? header(line) : row(line);
  }

  /// The rest of a box that was not closed.
  @Nullable Reading end() {
    return boxed.isEmpty() ? null : closeBox();
  }

  private @Nullable Reading header(String line) {
    if (line.length() > 400 || !opens(line)) {
      return null;
    }
    var cells = cells(withoutBar(line).replace("Box(", "").replace(")", ""));
    if (cells.size() < 2) {
      return null;
    }
    if (cells.equals(List.of("precision", "recall", "f1-score", "support"))) {
      report = true;
      return nothing();
    }
    boolean words =
        FIRST_COLUMNS.contains(cells.getFirst().toLowerCase(Locale.ROOT))
            && cells.stream().allMatch(c -> Numeral.letter(c, 0) && c.length() < 40);
    if (!words || withoutBar(line).contains(": ") || cells.stream().noneMatch(Tables::metric)) {
      return null;
    }
    header = List.copyOf(cells);
    return nothing();
  }

  private static boolean metric(String column) {
    return Lexicon.kind(Lexicon.split(column)) == Lexicon.Kind.METRIC;
  }

  /// Whether the first word may be that of a header.
  private static boolean opens(String line) {
    int from = 0;
    while (from < line.length() && " |│┃".indexOf(line.charAt(from)) >= 0) {
      from++;
    }
    int end = from;
    while (end < line.length() && end - from < 11 && Numeral.letter(line, end)) {
      end++;
    }
    if (end - from < 4 || end - from > 10 || "EeSsIiRrCcp".indexOf(line.charAt(from)) < 0) {
      return false;
    }
    var word = line.substring(from, end).toLowerCase(Locale.ROOT);
    return FIRST_COLUMNS.contains(word) || word.equals("precision");
  }

  private @Nullable Reading row(String line) {
    if (line.isBlank() || line.chars().allMatch(c -> " -=+|:─━┼┿╇│┃".indexOf(c) >= 0)) {
      return nothing();
    }
    var cells = cells(withoutBar(line));
    if (cells.size() != header.size() || Numeral.letter(cells.getLast(), 0)) {
      header = List.of();
      return header(line);
    }
    var counters = Counters.none("");
    var first = cells.getFirst();
    if (Numeral.digit(first, 0)) {
      int slash = first.indexOf('/');
      var number = Numeral.at(slash < 0 ? first : first.substring(0, slash), 0);
      if (number == null || number.fraction() || number.cost()) {
        return nothing();
      }
      counters = counters.with(header.getFirst(), (long) number.value());
    } else if (!first.equals("all") || !header.getFirst().equals("Class")) {
      return nothing();
    }
    return new Reading(counters, columns(cells), Trust.SURE, line.contains("%|"));
  }

  private List<Pair> columns(List<String> cells) {
    var pairs = new ArrayList<Pair>();
    for (int i = 1; i < cells.size(); i++) {
      var number = Numeral.at(cells.get(i), 0);
      if (number == null || number.cost() || number.end() < cells.get(i).length()) {
        continue;
      }
      var pair = Pair.of(Name.of(header.get(i)), number.value(), number.fraction(), false);
      boolean taken =
          switch (pair.kind()) {
            case METRIC, WEAK, SCHEDULE -> true;
            case UNKNOWN -> pair.exact();
            case SETTING, COST, SPLIT -> false;
          };
      if (taken && !pair.name().isEmpty()) {
        pairs.add(pair);
      }
    }
    return pairs;
  }

  private @Nullable Reading report(String line) {
    if (line.isBlank()) {
      return nothing();
    }
    var cells = line.trim().split("\\s+");
    int label = 0;
    while (label < cells.length && Numeral.letter(cells[label], 0)) {
      label++;
    }
    var name = String.join("_", List.of(cells).subList(0, label)).replace('-', '_');
    int numbers = cells.length - label;
    report = numbers >= 2 && Numeral.digit(cells[cells.length - 1], 0);
    if (!report) {
      return header(line);
    }
    var pairs = new ArrayList<Pair>();
    if (name.equals("accuracy") && numbers == 2) {
      add(pairs, "accuracy", cells[label]);
    } else if (name.endsWith("_avg") && numbers == 4) {
      add(pairs, name + "_precision", cells[label]);
      add(pairs, name + "_recall", cells[label + 1]);
      add(pairs, name + "_f1_score", cells[label + 2]);
    }
    return new Reading(Counters.none(""), pairs, Trust.SURE, false);
  }

  private static void add(List<Pair> pairs, String name, String cell) {
    var number = Numeral.at(cell, 0);
    if (number != null) {
      pairs.add(Pair.of(name, number.value(), true, false));
    }
  }

  private @Nullable Reading box(String line) {
    if (!line.startsWith("|")) {
      return box ? closeBox() : null;
    }
    int middle = line.indexOf('|', 1);
    int close = middle < 0 ? -1 : line.indexOf('|', middle + 1);
    if (close < 0 || line.indexOf('|', close + 1) >= 0 || !line.endsWith("|")) {
      return null;
    }
    var key = line.substring(1, middle).trim();
    var value = line.substring(middle + 1, close).trim();
    if (key.endsWith("/") && value.isEmpty()) {
      box = true;
      section = key;
      return nothing();
    }
    var number = box ? Numeral.at(value, 0) : null;
    if (number == null || number.end() < value.length()) {
      return box ? nothing() : null;
    }
    boxed(key, number);
    return nothing();
  }

  private void boxed(String key, Numeral number) {
    if (key.equals("total_timesteps")) {
      boxCounters = boxCounters.with(key, (long) number.value());
    } else if (!section.equals("time/") && Counters.wordKind(key) == null && boxed.size() < 200) {
      boxed.add(Pair.of(section + key, number.value(), number.fraction(), false));
    }
  }

  private Reading closeBox() {
    var reading = new Reading(boxCounters, boxed, Trust.SURE, false);
    box = false;
    section = "";
    boxed = new ArrayList<>();
    boxCounters = Counters.none("");
    return reading;
  }

  private static Reading nothing() {
    return new Reading(Counters.none(""), List.of(), Trust.NONE, false);
  }

  /// The line up to a progress bar at its end.
  private static String withoutBar(String line) {
    int bar = line.indexOf("%|");
    int colon = bar < 0 ? -1 : line.lastIndexOf(':', bar);
    return colon < 0 ? line : line.substring(0, colon);
  }

  /// Cells between `|` or, without one, between blanks: runs of blanks where there are any.
  private static List<String> cells(String line) {
    boolean ruled = line.indexOf('|') >= 0 || line.indexOf('│') >= 0 || line.indexOf('┃') >= 0;
    var cells = new ArrayList<String>();
    int from = 0;
    for (int i = 0; i <= line.length(); i++) {
      boolean gap =
          i == line.length()
              || (ruled ? "|│┃".indexOf(line.charAt(i)) >= 0 : line.charAt(i) <= ' ');
      if (gap) {
        var cell = line.substring(from, i).trim();
        if (!cell.isEmpty()) {
          cells.add(cell);
        }
        from = i + 1;
      }
    }
    return cells;
  }
}
