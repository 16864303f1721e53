package dev.runlog.capture.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// From printed lines, in order, to metric points. Keeps what a line alone does not say: the
/// epoch last named, tables, which kinds of lines came before, when a progress bar was last taken.
final class MetricLines {
  /// Takes one point: its time in seconds since the epoch.
  @FunctionalInterface
  interface Out {
    void point(String name, double value, long step, double time);
  }

  private static final int MAX_KINDS = 512;
  private static final int FINAL_LINES = 50;
  private static final double BAR_SECONDS = 1;

  private record Held(Reading reading, double time, long line) {}

  private final Out out;
  private final Guard guard = new Guard();
  private final Tables tables = new Tables();
  private final Keys keys = new Keys();
  private final Steps steps = new Steps();
  private final Map<String, Held> held = bounded();
  private final Map<String, Boolean> recurring = bounded();
  private final Map<String, Double> bars = bounded();
  private final Map<String, Held> pending = bounded();
  private @Nullable Long epoch;
  private @Nullable Long headline;
  private @Nullable String split;
  private long line;
  private double now;

  MetricLines(Out out) {
    this.out = out;
  }

  private static <V> Map<String, V> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > MAX_KINDS;
      }
    };
  }

  /// Whether metrics were left out because there were too many.
  boolean full() {
    return steps.full();
  }

  /// One line, or one state of a line that is then overwritten.
  void line(String raw, boolean overwritten, double time) {
    now = time;
    var text = halfWidth(Ansi.strip(raw));
    line += overwritten || text.isBlank() ? 0 : 1;
    if (!guard.admits(text)) {
      return;
    }
    boolean numbers = numbers(text);
    var message = numbers ? text.substring(LogPrefix.end(text)) : text;
    var table = tables.read(message);
    if (table == null && !numbers) {
      return;
    }
    var reading = table != null ? table : LineReader.read(summary(message), keys);
    place(reading, message, overwritten, time);
  }

  private static String halfWidth(String text) {
    return text.indexOf('：') < 0 ? text : text.replace('：', ':').replace('，', ',');
  }

  /// Whether the line can hold a number at all.
  private static boolean numbers(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (Numeral.digit(line, i)) {
        return true;
      }
    }
    return line.contains("nan") || line.contains("inf") || line.contains("NaN");
  }

  /// ` * Acc@1 76.1` sums up the lines before it: it is about the same split.
  private String summary(String message) {
    var found = LineReader.split(message);
    if (found != null) {
      split = found;
    }
    boolean sums =
        split != null
            && message.startsWith("* ", message.indexOf('*'))
            && message.trim().startsWith("* ");
    return sums ? split + ": " + message.substring(message.indexOf('*') + 1) : message;
  }

  private void place(Reading reading, String message, boolean overwritten, double time) {
    var counters = reading.counters();
    if (counters.spoken()) {
      headline = headline(reading, message) ? counters.step() : null;
    } else if (headline != null && counters.none()) {
      counters = counters.with("step", headline);
    }
    if (counters.epoch() != null) {
      epoch = counters.epoch();
    } else if (counters.step() == null && epoch != null) {
      counters = counters.with("epoch", epoch);
    }
    var placed = reading.at(counters);
    if (reading.pairs().isEmpty() || Guard.rejects(message)) {
      return;
    }
    if (overwritten || reading.bar()) {
      bar(placed, time);
    } else {
      leaveBars(placed);
      switch (reading.trust()) {
        case SURE -> emit(placed, time);
        case LATE, RECURRING -> recur(placed, message, time);
        case NONE -> {}
      }
    }
  }

  /// `Learning iteration 10/1500`: the line says nothing but the step that the next ones are at.
  private static boolean headline(Reading reading, String message) {
    return reading.pairs().isEmpty()
        && reading.counters().step() != null
        && message.indexOf('/') > 0
        && reading.counters().text().chars().filter(Character::isLetter).count() < 20;
  }

  /// A line that is to be believed only when its kind comes again.
  private void recur(Reading reading, String message, double time) {
    var kind = kind(message);
    if (recurring.containsKey(kind)) {
      emit(reading, time);
      return;
    }
    var before = held.remove(kind);
    if (before == null) {
      held.put(kind, new Held(reading, time, line));
      return;
    }
    recurring.put(kind, true);
    emit(before.reading, before.time);
    emit(reading, time);
  }

  /// The line with its numbers taken out.
  private static String kind(String message) {
    var kind = new StringBuilder();
    for (int i = 0; i < message.length() && kind.length() < 120; i++) {
      char c = message.charAt(i);
      boolean number = (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ' ';
      if (!number) {
        kind.append(c);
      }
    }
    return kind.toString();
  }

  /// A whole line comes after what bars said last; where it is the bar's own last state, in its
  /// place.
  private void leaveBars(Reading reading) {
    pending.remove(names(reading));
    pending.values().forEach(one -> emit(one.reading, one.time));
    pending.clear();
  }

  private static String names(Reading reading) {
    var names = new StringBuilder();
    reading.pairs().forEach(pair -> names.append(pair.name()).append(' '));
    return names.toString();
  }

  private void bar(Reading reading, double time) {
    if (reading.trust() == Reading.Trust.NONE) {
      return;
    }
    var key = names(reading);
    var last = bars.get(key);
    boolean now = last == null || time - last >= BAR_SECONDS || time < last;
    if (now || reading.counters().complete()) {
      pending.remove(key);
      bars.put(key, time);
      emit(reading, time);
    } else {
      pending.put(key, new Held(reading, time, line));
    }
  }

  private void emit(Reading reading, double time) {
    for (var pair : reading.pairs()) {
      var step = steps.next(pair.name(), pair.value(), reading.counters());
      if (step != null) {
        out.point(pair.name(), pair.value(), step, time);
      }
    }
  }

  /// The output has ended: what stood in bars last, and what the last lines say.
  void end() {
    var box = tables.end();
    if (box != null) {
      emit(box, now);
    }
    pending.values().forEach(one -> emit(one.reading, one.time));
    pending.clear();
    held.values().stream()
        .filter(one -> one.reading.trust() == Reading.Trust.LATE)
        .filter(one -> line - one.line < FINAL_LINES)
        .forEach(one -> emit(one.reading, one.time));
    held.clear();
  }
}
