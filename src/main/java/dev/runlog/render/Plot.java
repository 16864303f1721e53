package dev.runlog.render;

import dev.runlog.query.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Series drawn with braille dots, or with letters where the terminal has only ASCII. Each column
/// shows the range of the values that fall into it, so no extreme is lost.
public final class Plot {
  private static final String LEVELS = "▁▂▃▄▅▆▇█";
  private static final String ASCII_LEVELS = "_.-~=+*#";

  private final Look look;
  private final int width;
  private final int height;
  private final int dotsWide;
  private final int dotsHigh;
  private double fromStep = Double.POSITIVE_INFINITY;
  private double toStep = Double.NEGATIVE_INFINITY;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  /// One line of a plot.
  public record Line(String label, Series series) {}

  private Plot(Look look, int width, int height) {
    this.look = look;
    this.width = width;
    this.height = height;
    this.dotsWide = look.unicode() ? width * 2 : width;
    this.dotsHigh = look.unicode() ? height * 4 : height;
  }

  /// A plot as wide as the terminal and `height` rows high, with its axes; empty where no series
  /// has a finite value.
  public static List<String> lines(List<Line> series, int height, Look look) {
    var drawn = series.stream().filter(line -> !line.series().isEmpty()).toList();
    if (drawn.isEmpty()) {
      return List.of();
    }
    var range = new Plot(look, 1, 1);
    drawn.forEach(line -> range.include(line.series()));
    var labels = ValueText.numbers(List.of(range.high, (range.high + range.low) / 2, range.low));
    int margin = labels.stream().mapToInt(String::length).max().orElse(0);
    var plot = new Plot(look, Math.max(10, Math.min(120, look.width() - margin - 3)), height);
    drawn.forEach(line -> plot.include(line.series()));
    return plot.framed(drawn, labels, margin);
  }

  private void include(Series series) {
    fromStep = Math.min(fromStep, series.lowest());
    toStep = Math.max(toStep, series.highest());
    for (var bucket : series.buckets()) {
      low = Math.min(low, bucket.min());
      high = Math.max(high, bucket.max());
    }
  }

  private List<String> framed(List<Line> series, List<String> labels, int margin) {
    var cells = new int[height][width];
    var owners = new int[height][width];
    for (int i = 0; i < series.size(); i++) {
      draw(series.get(i).series(), i, cells, owners);
    }
    var lines = new ArrayList<String>();
    for (int row = 0; row < height; row++) {
      var label = row == 0 ? labels.get(0) : row == height - 1 ? labels.get(2) : "";
      label = row == height / 2 && height > 4 ? labels.get(1) : label;
      var axis = look.unicode() ? " ┤" : " |";
      lines.add(
          look.dim(" ".repeat(margin - label.length()) + label + axis)
              + row(cells[row], owners[row], series.size()));
    }
    lines.add(steps(margin));
    return lines;
  }

  private String steps(int margin) {
    var from = Numbers.digits(fromStep, 6);
    var to = Numbers.digits(toStep, 6);
    var gap = " ".repeat(Math.max(1, width - from.length() - to.length()));
    return look.dim(" ".repeat(margin + 2) + from + gap + to);
  }

  private String row(int[] cells, int[] owners, int count) {
    var row = new StringBuilder();
    for (int i = 0; i < width; i++) {
      if (cells[i] == 0) {
        row.append(' ');
        continue;
      }
      var mark =
          look.unicode()
              ? String.valueOf((char) (0x2800 + cells[i]))
              : count == 1 ? "*" : ComparisonPage.letter(owners[i]);
      row.append(count == 1 ? mark : look.line(owners[i], mark));
    }
    return row.toString().stripTrailing();
  }

  private void draw(Series series, int number, int[][] cells, int[][] owners) {
    var least = new int[dotsWide];
    var greatest = new int[dotsWide];
    var last = new int[dotsWide];
    Arrays.fill(least, Integer.MAX_VALUE);
    Arrays.fill(greatest, -1);
    for (var bucket : series.buckets()) {
      int column = column(Math.max(bucket.from(), fromStep));
      least[column] = Math.min(least[column], level(bucket.min()));
      greatest[column] = Math.max(greatest[column], level(bucket.max()));
      last[column] = level(bucket.last());
    }
    int before = -1;
    for (int x = 0; x < dotsWide; x++) {
      if (greatest[x] < 0) {
        continue;
      }
      for (int y = least[x]; y <= greatest[x]; y++) {
        dot(x, y, number, cells, owners);
      }
      if (before >= 0) {
        connect(before, last[before], x, (least[x] + greatest[x]) / 2, number, cells, owners);
      }
      before = x;
    }
  }

  private void connect(int x0, int y0, int x1, int y1, int number, int[][] cells, int[][] owners) {
    int steps = Math.max(x1 - x0, Math.abs(y1 - y0));
    for (int i = 1; i < steps; i++) {
      int x = x0 + (int) Math.round((double) (x1 - x0) * i / steps);
      int y = y0 + (int) Math.round((double) (y1 - y0) * i / steps);
      dot(x, y, number, cells, owners);
    }
  }

  private int column(double step) {
    double share = toStep == fromStep ? 0 : (step - fromStep) / (toStep - fromStep);
    return (int) Math.min(dotsWide - 1, share * dotsWide);
  }

  /// From 0 at the bottom.
  private int level(double value) {
    double share =
        high == low ? 0.5 : value / (high / 2 - low / 2) / 2 - low / (high / 2 - low / 2) / 2;
    return (int) Math.max(0, Math.min(dotsHigh - 1, Math.round(share * (dotsHigh - 1))));
  }

  private void dot(int x, int level, int number, int[][] cells, int[][] owners) {
    int y = dotsHigh - 1 - level;
    int row = look.unicode() ? y / 4 : y;
    int column = look.unicode() ? x / 2 : x;
    owners[row][column] = number;
    cells[row][column] |= look.unicode() ? BRAILLE[x % 2][y % 4] : 1;
  }

  private static final int[][] BRAILLE = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};

  /// A series on one line of at most `width` characters: the last value in each of as many parts.
  static String small(Series series, int width, Look look) {
    if (series.isEmpty() || series.count() - series.notFinite() < 2) {
      return "";
    }
    var plot = new Plot(new Look(false, false, width), width, 8);
    plot.include(series);
    var levels = new int[width];
    Arrays.fill(levels, -1);
    for (var bucket : series.buckets()) {
      levels[plot.column(Math.max(bucket.from(), plot.fromStep))] = plot.level(bucket.last());
    }
    var line = new StringBuilder();
    int level = 0;
    int points = (int) Math.min(width, series.count() - series.notFinite());
    for (int i = 0; i < points; i++) {
      level = nearest(levels, i * width / points, (i + 1) * width / points, level);
      line.append((look.unicode() ? LEVELS : ASCII_LEVELS).charAt(level));
    }
    return line.toString();
  }

  private static int nearest(int[] levels, int from, int to, int otherwise) {
    int level = otherwise;
    for (int i = from; i < to; i++) {
      level = levels[i] < 0 ? level : levels[i];
    }
    return level;
  }
}
