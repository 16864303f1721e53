package dev.runlog.capture.python;

import dev.runlog.capture.Setting;
import dev.runlog.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which program printed a part of train.log, where a run has several: the one that started last
/// of those that are alive, and between two programs the one that was. What programs print that
/// run beside one another belongs to none of them.
public final class Turns {
  private static final long SAME_TICK_MILLIS = 50;

  private final Path folder;
  private final Path log;
  private final Set<Path> known = new HashSet<>();
  private final List<Turn> turns = new ArrayList<>();
  private long lookedAt = Long.MIN_VALUE;

  /// From the program's start to its end, as places in train.log.
  private static final class Turn {
    final String program;
    final Event start;
    final long from;
    long to = Long.MAX_VALUE;

    Turn(Event start) {
      this.program = String.valueOf(start.number("pid"));
      this.start = start;
      this.from = start.number("log");
    }

    boolean isAt(long place) {
      return from <= place && place < to;
    }

    boolean isBelow(Turn other) {
      return start.numbers("parents").contains(other.start.number("pid"));
    }

    boolean isOver() {
      return to != Long.MAX_VALUE;
    }
  }

  public Turns(Setting setting) {
    folder = Injection.events(setting);
    log = setting.folder().resolve("train.log");
  }

  /// Looks who has started and ended; now and then, and when something of train.log was read that
  /// is not yet given to anybody.
  public void look() throws IOException {
    int before = turns.size();
    started();
    if (turns.size() < 2) {
      return; // whoever it is, there is nobody to tell it from
    }
    for (int i = 0; i < turns.size(); i++) {
      var turn = turns.get(i);
      if (!turn.isOver() && hasEnded(turn, i)) {
        turn.to = Files.size(log);
        turns.stream()
            .skip(Math.max(before, i + 1))
            .filter(next -> !next.isBelow(turn))
            .forEach(next -> turn.to = Math.min(turn.to, next.from));
      }
    }
  }

  private boolean hasEnded(Turn turn, int at) {
    long pid = turn.start.number("pid");
    return turns.stream().skip(at + 1).anyMatch(next -> next.start.number("pid") == pid)
        || ProcessHandle.of(pid).isEmpty();
  }

  private void started() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    long changed = Files.getLastModifiedTime(folder).toMillis();
    if (changed == lookedAt) {
      return;
    }
    // within one tick of the file system's clock another file may still come
    boolean isSettled = System.currentTimeMillis() - changed > SAME_TICK_MILLIS;
    lookedAt = isSettled ? changed : Long.MIN_VALUE;
    var fresh = new ArrayList<Turn>();
    try (var files = Files.newDirectoryStream(folder, "*.jsonl")) {
      for (var file : files) {
        var start = known.contains(file) ? null : first(file);
        if (start != null) {
          known.add(file);
          if (isProgram(start)) {
            fresh.add(new Turn(start));
          }
        }
      }
    }
    fresh.sort((a, b) -> Double.compare(a.start.seconds("t"), b.start.seconds("t")));
    turns.addAll(fresh);
  }

  private static @Nullable Event first(Path file) throws IOException {
    try (var lines = Files.newBufferedReader(file)) {
      var line = lines.readLine();
      return line == null ? null : new Event(Json.readObject(line));
    }
  }

  private static boolean isProgram(Event start) {
    return start.text("role").equals("main")
        && !start.flag("forked")
        && start.isFirstRank()
        && start.value("log") != null
        && start.texts("argv").stream().noneMatch(word -> word.contains("site-packages"));
  }

  /// The id of the program that printed what stands at this place; empty where it is not known.
  public String at(long place) {
    Turn turn = null;
    Turn over = null;
    for (var each : turns) {
      if (each.isAt(place)) {
        if (turn != null && !each.isBelow(turn)) {
          return "";
        }
        turn = each;
      } else if (each.isOver() && each.to <= place && (over == null || each.to >= over.to)) {
        over = each;
      }
    }
    return turn != null ? turn.program : over != null ? over.program : "";
  }
}
