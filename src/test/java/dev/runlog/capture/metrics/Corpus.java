package dev.runlog.capture.metrics;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The corpus files under src/test/resources/metrics: output, and the readings it must give.
record Corpus(List<Case> cases) {

  /// Lines of one program and what they must give, as `name value [@step]`.
  record Case(int at, List<String> lines, List<String> expected, boolean together) {}

  static Corpus read(String file) throws IOException {
    var cases = new ArrayList<Case>();
    var lines = new ArrayList<String>();
    var expected = new ArrayList<String>();
    int number = 0;
    boolean together = false;
    for (var line : Files.readAllLines(Path.of("src/test/resources/metrics", file))) {
      number++;
      boolean output = line.startsWith(">");
      if (line.isBlank() || line.startsWith("#") || output && !expected.isEmpty()) {
        add(cases, number, lines, expected, together);
        together = false;
      }
      if (output) {
        together |= line.startsWith(">>");
        lines.add(unescaped(line.replaceFirst("^>+ ?", "")));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        expected.add(canonical(line.trim()));
      }
    }
    add(cases, number, lines, expected, together);
    return new Corpus(cases);
  }

  private static void add(
      List<Case> cases, int at, List<String> lines, List<String> expected, boolean together) {
    if (!lines.isEmpty()) {
      cases.add(new Case(at, List.copyOf(lines), List.copyOf(expected), together));
    }
    lines.clear();
    expected.clear();
  }

  private static String unescaped(String line) {
    return line.replace("\\t", "\t")
        .replace("\\r", "\r")
        .replace("\\b", "\b")
        .replace("\\e", "\u001b");
  }

  /// Cases that must give nothing, also each line by itself.
  List<Case> negatives() {
    var all = new ArrayList<Case>();
    for (var one : cases) {
      if (one.expected.isEmpty()) {
        all.add(one);
        if (!one.together) {
          one.lines.forEach(line -> all.add(new Case(one.at, List.of(line), List.of(), true)));
        }
      }
    }
    return all;
  }

  List<Case> positives() {
    return cases.stream().filter(one -> !one.expected.isEmpty()).toList();
  }

  /// What the scanner reads, in the form of `expected`, without the step where none is expected.
  static List<String> readings(Case one) {
    var points = new ArrayList<String>();
    var metrics =
        new MetricLines(
            (name, value, step, time) -> {
              var stepless = name + " " + number(value);
              points.add(one.expected.contains(stepless) ? stepless : stepless + " @" + step);
            });
    for (var line : one.lines) {
      var states = line.split("[\r\b]+", -1);
      for (int i = 0; i < states.length; i++) {
        metrics.line(states[i], i < states.length - 1, 1000);
      }
    }
    metrics.end();
    return points;
  }

  private static String canonical(String reading) {
    var words = reading.split(" ");
    words[1] = number(Double.parseDouble(words[1]));
    return String.join(" ", words);
  }

  private static String number(double value) {
    return Double.isFinite(value)
        ? String.valueOf(new BigDecimal(value).round(new MathContext(10)).doubleValue())
        : String.valueOf(value);
  }
}
