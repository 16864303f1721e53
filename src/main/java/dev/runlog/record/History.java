package dev.runlog.record;

import dev.runlog.importer.Found;
import dev.runlog.model.World;
import dev.runlog.plan.Plan;
import dev.runlog.plan.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The shells' histories, where they keep times: what was typed shortly before a run started.
final class History {
  private static final Duration BEFORE = Duration.ofMinutes(10);

  private History() {}

  private record Line(long seconds, String text, String file) {}

  /// The last line before `start` that starts a script of the project.
  static Map<String, Found.Fact> near(Instant start, Plan plan, World world) {
    Line best = null;
    for (var line : all(world)) {
      boolean near =
          line.seconds <= start.getEpochSecond()
              && line.seconds >= start.minus(BEFORE).getEpochSecond();
      if (near && (best == null || line.seconds >= best.seconds) && startsScript(line.text, plan)) {
        best = line;
      }
    }
    if (best == null) {
      return Map.of();
    }
    long ago = start.getEpochSecond() - best.seconds;
    return Map.of(
        "command.argv",
        new Found.Fact(words(best.text), "typed " + ago + " s before the start, by " + best.file));
  }

  /// Whether the line names a script that is there.
  private static boolean startsScript(String text, Plan plan) {
    var words = List.of(text.strip().split("\\s+"));
    var script = Script.of(words);
    return (!script.equals(words.getFirst()) || script.contains("/"))
        && (Files.isRegularFile(plan.project().resolve(script))
            || Files.isRegularFile(plan.cwd().resolve(script)));
  }

  /// One command's words; what a shell would do more with is left to a shell.
  private static List<String> words(String text) {
    boolean shell =
        text.chars().anyMatch(c -> "|&;<>()$`\\\"'*?[#~{}".indexOf(c) >= 0)
            || text.strip().split("\\s+")[0].contains("=");
    return shell ? List.of("sh", "-c", text) : List.of(text.strip().split("\\s+"));
  }

  private static List<Line> all(World world) {
    var lines = new ArrayList<Line>();
    bash(world.home().resolve(".bash_history"), lines);
    zsh(world.home().resolve(".zsh_history"), lines);
    fish(world.home().resolve(".local/share/fish/fish_history"), lines);
    return lines;
  }

  /// `#1700000000`, then the line.
  private static void bash(Path file, List<Line> lines) {
    Long time = null;
    for (var line : read(file)) {
      var seconds = line.startsWith("#") ? number(line.substring(1)) : null;
      if (seconds == null && time != null) {
        lines.add(new Line(time, line, file.toString()));
      }
      time = seconds;
    }
  }

  /// `: 1700000000:0;the line`
  private static void zsh(Path file, List<Line> lines) {
    for (var line : read(file)) {
      int semicolon = line.indexOf(';');
      int colon = line.indexOf(':', 2);
      var time =
          line.startsWith(": ") && colon > 0 && semicolon > colon
              ? number(line.substring(2, colon))
              : null;
      if (time != null) {
        lines.add(new Line(time, line.substring(semicolon + 1), file.toString()));
      }
    }
  }

  /// `- cmd: the line`, then `  when: 1700000000`.
  private static void fish(Path file, List<Line> lines) {
    String command = null;
    for (var line : read(file)) {
      if (line.startsWith("- cmd: ")) {
        command = line.substring("- cmd: ".length());
      } else if (line.startsWith("  when: ") && command != null) {
        var time = number(line.substring("  when: ".length()));
        if (time != null) {
          lines.add(new Line(time, command, file.toString()));
        }
        command = null;
      }
    }
  }

  private static @Nullable Long number(String text) {
    try {
      return Long.valueOf(text.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static List<String> read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of(); // no such shell here
    }
  }
}
