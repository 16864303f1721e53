package dev.runlog.record;

import dev.runlog.model.RunOrder;
import dev.runlog.model.World;
import dev.runlog.plan.RunId;
import dev.runlog.render.NoteText;
import dev.runlog.store.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;

/// What a person at the terminal is told of notes after a run: how to write this one now, and how
/// many of the last seven days wait for theirs. It looks at few files and never for long.
final class Reminder {
  private static final int DAYS = 7;
  private static final int MOST = 100;
  private static final long LONGEST_NANOS = 30_000_000;
  private static final int HEAD = 512;

  private final World world;
  private final RunFolder self;
  private int open;
  private boolean isAll = true;
  private boolean isNewest = true;

  private Reminder(World world, RunFolder self) {
    this.world = world;
    this.self = self;
  }

  /// The line; empty where nobody is there to read it or there is nothing to say.
  static String line(World world, RunFolder self, boolean isWritten) {
    boolean isSomebodyThere =
        world.isTerminal(0) && world.isTerminal(2) && !world.env().containsKey("CI");
    return isSomebodyThere ? new Reminder(world, self).counted().line(isWritten) : "";
  }

  private String line(boolean isWritten) {
    var now = "write it now: runlog note" + (isNewest ? "" : " " + self.id());
    var all = isAll ? "" : "over ";
    var waiting =
        all + (open == 1 ? "1 note waits" : open + " notes wait") + " this week: runlog todo";
    if (isWritten) {
      return open == 0 ? "" : "  " + waiting;
    }
    return "  " + now + (open <= 1 ? "" : "    " + waiting);
  }

  private Reminder counted() {
    var start = LocalDateTime.now(world.clock()).minusDays(DAYS).toString();
    var first = start.substring(0, 10) + "_" + start.substring(11, 13) + start.substring(14, 16);
    var outputs = self.path().toAbsolutePath().getParent();
    var names = outputs == null ? null : outputs.toFile().list();
    if (outputs == null || names == null) {
      return this;
    }
    var recent = new Path[names.length];
    int count = 0;
    for (var name : names) {
      if (RunId.fits(name) && RunOrder.minute(name).compareTo(first) >= 0) {
        recent[count++] = outputs.resolve(name);
      }
    }
    recent = Arrays.copyOf(recent, count);
    Arrays.sort(recent, new RunOrder());
    isNewest = count > 0 && recent[count - 1].endsWith(self.id());
    count(recent);
    return this;
  }

  private void count(Path[] runs) {
    long end = System.nanoTime() + LONGEST_NANOS;
    for (int i = runs.length - 1; i >= 0; i--) {
      if (runs.length - i > MOST || System.nanoTime() > end) {
        isAll = false;
        return;
      }
      boolean isOpen = !NoteText.of(Noting.text(runs[i])).debt().isEmpty();
      open += isOpen && hasEnded(runs[i]) ? 1 : 0;
    }
  }

  /// The status stands at the top of a record.
  private static boolean hasEnded(Path run) {
    try (var in = Files.newInputStream(run.resolve("run.json"))) {
      var head = new String(in.readNBytes(HEAD), StandardCharsets.UTF_8);
      return !head.contains("\"status\": \"running\"");
    } catch (IOException e) {
      return false;
    }
  }
}
