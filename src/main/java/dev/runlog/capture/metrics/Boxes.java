package dev.runlog.capture.metrics;

import dev.runlog.capture.metrics.Reading.Trust;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Boxes of one key and its number a line: those of stable-baselines, with sections, those of the
/// older loggers of reinforcement learning, without, and the test tables of Lightning.
final class Boxes {
  private static final int MAX_ROWS = 200;

  private enum State {
    OUTSIDE,
    RULED,
    SECTIONS,
    PLAIN,
    LIGHTNING
  }

  private State state = State.OUTSIDE;
  private String section = "";
  private Counters counters = Counters.none("");
  private List<Pair> boxed = new ArrayList<>();

  /// What the line says as part of a box; empty where it only belongs to one; null where it is no
  /// part of one.
  @Nullable Reading read(String line) {
    if (line.contains("DataLoader 0") && line.contains(" metric ")) {
      state = State.LIGHTNING;
      return Tables.nothing();
    }
    return state == State.LIGHTNING ? lightning(line) : box(line);
  }

  /// The rest of a box that was not closed.
  @Nullable Reading end() {
    return boxed.isEmpty() ? null : close();
  }

  private @Nullable Reading box(String raw) {
    var line = raw.strip();
    if (!line.startsWith("|")) {
      boolean ruler = line.length() > 9 && line.chars().allMatch(c -> c == '-');
      if (state == State.SECTIONS || state == State.PLAIN) {
        return close();
      }
      state = ruler ? State.RULED : State.OUTSIDE;
      return null;
    }
    int middle = line.indexOf('|', 1);
    int last = middle < 0 ? -1 : line.indexOf('|', middle + 1);
    if (last != line.length() - 1) {
      return null;
    }
    return row(line.substring(1, middle).trim(), line.substring(middle + 1, last).trim());
  }

  private @Nullable Reading row(String key, String value) {
    if (key.endsWith("/") && value.isEmpty()) {
      state = State.SECTIONS;
      section = key;
      return Tables.nothing();
    }
    var number = state == State.OUTSIDE ? null : Numeral.at(value, 0);
    if (number == null || number.end() < value.length()) {
      return state == State.SECTIONS || state == State.PLAIN ? Tables.nothing() : null;
    }
    state = state == State.SECTIONS ? State.SECTIONS : State.PLAIN;
    add(key, number);
    return Tables.nothing();
  }

  private void add(String key, Numeral number) {
    if (Counters.wordKind(key) != null) {
      boolean steps = state == State.PLAIN || key.equals("total_timesteps");
      counters = steps ? counters.with(key, (long) number.value()) : counters;
    } else if (!section.equals("time/") && boxed.size() < MAX_ROWS) {
      var pair = Pair.of(section + key, number.value(), number.fraction(), false);
      if (state == State.SECTIONS || counts(pair)) {
        boxed.add(pair);
      }
    }
  }

  private static boolean counts(Pair pair) {
    return switch (pair.kind()) {
      case METRIC, WEAK, SCHEDULE -> true;
      case UNKNOWN -> pair.exact();
      case SETTING, COST, SPLIT -> false;
    };
  }

  /// `test_acc   0.91`, with a column for each data loader.
  private @Nullable Reading lightning(String line) {
    if (Tables.ruler(line)) {
      return boxed.isEmpty() ? Tables.nothing() : close();
    }
    var cells = Tables.cells(line);
    if (cells.size() < 2) {
      return close();
    }
    for (int i = 1; i < cells.size(); i++) {
      var number = Numeral.at(cells.get(i), 0);
      if (number == null || number.end() < cells.get(i).length()) {
        return close();
      }
      var name = cells.getFirst() + (cells.size() > 2 ? "/dataloader_idx_" + (i - 1) : "");
      if (Counters.wordKind(name) == null && boxed.size() < MAX_ROWS) {
        boxed.add(Pair.of(name, number.value(), number.fraction(), false));
      }
    }
    return Tables.nothing();
  }

  private Reading close() {
    var reading = new Reading(counters, boxed, Trust.SURE, false);
    state = State.OUTSIDE;
    section = "";
    boxed = new ArrayList<>();
    counters = Counters.none("");
    return reading;
  }
}
