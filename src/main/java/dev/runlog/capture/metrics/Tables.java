package dev.runlog.capture.metrics;

import dev.runlog.capture.metrics.Reading.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tables over several lines: a header and rows (fastai, skorch, Ultralytics, spaCy, Markdown),
/// a row of metrics between rules (detectron2, OpenMMLab), scikit-learn's classification report,
/// and [Boxes].
final class Tables {
  private static final Set<String> FIRST_COLUMNS =
      Set.of("epoch", "step", "iter", "iteration", "round", "episode", "class");

  private List<String> header = List.of();
  private boolean report;
  private final Boxes boxes = new Boxes();
  private String about = "";
  private boolean ruled;

  /// What the line says as part of a table; empty where it only belongs to one; null where it is
  /// no part of a table.
  @Nullable Reading read(String line) {
    var boxed = boxes.read(line);
    if (boxed != null) {
      return boxed;
    }
    about(line);
    if (report) {
      return report(line);
    }
    return header.isEmpty() ? header(line) : row(line);
  }

  /// The rest of a box that was not closed.
  @Nullable Reading end() {
    return boxes.end();
  }

  /// `Evaluation results for bbox:` says what the next table is about.
  private void about(String line) {
    int at = line.indexOf("results for ");
    int end = at < 0 ? -1 : line.indexOf(':', at);
    if (end > 0
        && end - at < 40
        && line.indexOf(' ', at + 12) >= Math.min(end, line.length() - 1)) {
      about = line.substring(at + 12, end) + "/";
    }
  }

  private @Nullable Reading header(String line) {
    ruled = false;
    if (line.length() > 400 || !(opens(line) || line.startsWith("|"))) {
      return null;
    }
    var cells = columnNames(withoutBar(line).replace("Box(", "").replace(")", ""));
    if (cells.size() < 2) {
      return null;
    }
    if (line.startsWith("|") && cells.stream().allMatch(Tables::counts)) {
      header = List.copyOf(cells);
      ruled = true;
      return nothing();
    }
    if (cells.equals(List.of("precision", "recall", "f1-score", "support"))) {
      report = true;
      return nothing();
    }
    boolean words =
        FIRST_COLUMNS.contains(cells.getFirst().toLowerCase(Locale.ROOT))
            && cells.stream().allMatch(c -> Numeral.letter(c, 0) && c.length() < 40);
    boolean metrics = cells.stream().anyMatch(c -> metric(c) || c.equalsIgnoreCase("gpu_mem"));
    if (!words || withoutBar(line).contains(": ") || !metrics) {
      return null;
    }
    header = List.copyOf(cells);
    return nothing();
  }

  private static boolean metric(String column) {
    return column.startsWith("mAP") || kind(column) == Lexicon.Kind.METRIC;
  }

  private static boolean counts(String column) {
    return kind(column) == Lexicon.Kind.METRIC || kind(column) == Lexicon.Kind.WEAK;
  }

  private static Lexicon.Kind kind(String column) {
    return Lexicon.kind(Lexicon.split(column));
  }

  /// spaCy calls the epoch `E` and the step `#`, and has blanks in its names.
  private static List<String> columnNames(String line) {
    if (!spacy(line)) {
      return cells(line);
    }
    var names = new ArrayList<>(List.of(line.trim().split(" {2,}")));
    names.set(0, "epoch");
    names.set(1, "step");
    return names;
  }

  private static boolean spacy(String line) {
    return line.startsWith("E ") && line.contains("  #  ") && line.contains("LOSS ");
  }

  /// Whether the first word may be that of a header.
  private static boolean opens(String line) {
    int from = 0;
    while (from < line.length() && " |│┃".indexOf(line.charAt(from)) >= 0) {
      from++;
    }
    if (spacy(line)) {
      return true;
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
    if (line.isBlank() || ruler(line)) {
      return nothing();
    }
    var cells = cells(withoutBar(line));
    if (cells.size() != header.size() || Numeral.letter(cells.getLast(), 0)) {
      header = List.of();
      return header(line);
    }
    var counters = Counters.none("");
    var first = cells.getFirst();
    if (ruled) {
      var reading = new Reading(counters, columns(cells, 0), Trust.SURE, false);
      header = List.of();
      about = "";
      return reading;
    }
    if (Numeral.digit(first, 0)) {
      int slash = first.indexOf('/');
      var number = Numeral.at(slash < 0 ? first : first.substring(0, slash), 0);
      if (number == null || number.fraction() || number.cost()) {
        return nothing();
      }
      counters = counted(counters.with(header.getFirst(), (long) number.value()), cells);
    } else if (!first.equals("all") || !header.getFirst().equals("Class")) {
      return nothing();
    }
    return new Reading(counters, columns(cells, 1), Trust.SURE, line.contains("%|"));
  }

  /// The counters that other columns are.
  private Counters counted(Counters first, List<String> cells) {
    var counters = first;
    for (int i = 1; i < cells.size(); i++) {
      var number = Counters.wordKind(header.get(i)) == null ? null : Numeral.at(cells.get(i), 0);
      counters =
          number == null || number.fraction()
              ? counters
              : counters.with(header.get(i), (long) number.value());
    }
    return counters;
  }

  private List<Pair> columns(List<String> cells, int from) {
    var pairs = new ArrayList<Pair>();
    for (int i = from; i < cells.size(); i++) {
      var number = Numeral.at(cells.get(i), 0);
      if (number == null
          || number.cost()
          || number.end() < cells.get(i).length()
          || Counters.wordKind(header.get(i)) != null) {
        continue;
      }
      var name = ruled ? about + header.get(i) : Name.of(header.get(i));
      var pair = Pair.of(name, number.value(), number.fraction(), false);
      boolean taken =
          switch (pair.kind()) {
            case METRIC, WEAK, SCHEDULE -> true;
            case UNKNOWN -> pair.exact();
            case SPLIT -> pair.exact() && header.get(i).equals("total");
            case SETTING, COST -> false;
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
    while (label < cells.length && (Numeral.letter(cells[label], 0) || cells[label].equals("/"))) {
      label++;
    }
    var name = String.join("_", List.of(cells).subList(0, label)).replace('-', '_');
    name = name.equals("avg_/_total") ? "avg" : name;
    int numbers = cells.length - label;
    report = numbers >= 2 && Numeral.digit(cells[cells.length - 1], 0);
    if (!report) {
      return header(line);
    }
    var pairs = new ArrayList<Pair>();
    if (name.equals("accuracy") && numbers == 2) {
      add(pairs, "accuracy", cells[label]);
    } else if ((name.equals("avg") || name.endsWith("_avg")) && numbers == 4) {
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

  /// Whether a line only draws.
  static boolean ruler(String line) {
    return !line.isBlank() && line.chars().allMatch(c -> " -=+|:".indexOf(c) >= 0 || drawn(c));
  }

  private static boolean drawn(int c) {
    return c >= 0x2500 && c < 0x2580;
  }

  static Reading nothing() {
    return new Reading(Counters.none(""), List.of(), Trust.NONE, false);
  }

  /// The line up to a progress bar at its end.
  private static String withoutBar(String line) {
    int bar = line.indexOf("%|");
    int colon = bar < 0 ? -1 : line.lastIndexOf(':', bar);
    return colon < 0 ? line : line.substring(0, colon);
  }

  /// Cells between `|` or, without one, between blanks: runs of blanks where there are any.
  static List<String> cells(String line) {
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
