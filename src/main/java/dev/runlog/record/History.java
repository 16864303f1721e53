package dev.runlog.record;

import dev.runlog.importer.Found;
import dev.runlog.model.World;
import dev.runlog.plan.Plan;
import dev.runlog.plan.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The shells' histories, where they keep times: what was typed shortly before a run started.
final class History {
  private static final Duration BEFORE = Duration.ofMinutes(10);
  private static final byte META = (byte) 0x83;
  private static final int META_BIT = 0x20;

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
    var home = world.home();
    var zsh = world.env().getOrDefault("ZDOTDIR", "");
    var data = world.env().getOrDefault("XDG_DATA_HOME", "");
    var files = new LinkedHashSet<Path>();
    files.add(home.resolve(".bash_history"));
    files.add((zsh.isEmpty() ? home : Path.of(zsh)).resolve(".zsh_history"));
    files.add(home.resolve(".histfile"));
    var own = world.env().getOrDefault("HISTFILE", "");
    if (!own.isEmpty()) {
      files.add(home.resolve(own));
    }
    for (var file : files) {
      bash(file, lines);
      zsh(file, lines);
    }
    fish(
        (data.isEmpty() ? home.resolve(".local/share") : Path.of(data))
            .resolve("fish/fish_history"),
        lines);
    return lines;
  }

  /// `#1700000000`, then the line, which may go on over several.
  private static void bash(Path file, List<Line> lines) {
    Long time = null;
    var text = new StringBuilder();
    for (var line : read(file)) {
      var seconds = line.startsWith("#") ? number(line.substring(1)) : null;
      if (seconds == null) {
        text.append(text.isEmpty() ? "" : "\n").append(line);
        continue;
      }
      add(time, text, file, lines);
      time = seconds;
    }
    add(time, text, file, lines);
  }

  private static void add(@Nullable Long time, StringBuilder text, Path file, List<Line> lines) {
    if (time != null && !text.isEmpty()) {
      lines.add(new Line(time, text.toString(), file.toString()));
    }
    text.setLength(0);
  }

  /// `: 1700000000:0;the line`, of which each line break follows a backslash.
  private static void zsh(Path file, List<Line> lines) {
    Long time = null;
    var text = new StringBuilder();
    for (var line : lines(file, History::unmetafied)) {
      int semicolon = line.indexOf(';');
      int colon = line.indexOf(':', 2);
      boolean isFirst = text.isEmpty() && line.startsWith(": ") && colon > 0 && semicolon > colon;
      time = isFirst ? number(line.substring(2, colon)) : text.isEmpty() ? null : time;
      text.append(isFirst ? line.substring(semicolon + 1) : line);
      if (time != null && line.endsWith("\\")) {
        text.setCharAt(text.length() - 1, '\n');
      } else {
        add(time, text, file, lines);
      }
    }
  }

  /// `- cmd: the line`, then `  when: 1700000000`.
  private static void fish(Path file, List<Line> lines) {
    String command = null;
    for (var line : read(file)) {
      if (line.startsWith("- cmd: ")) {
        command = unescaped(line.substring("- cmd: ".length()));
      } else if (line.startsWith("  when: ") && command != null) {
        var time = number(line.substring("  when: ".length()));
        if (time != null) {
          lines.add(new Line(time, command, file.toString()));
        }
        command = null;
      }
    }
  }

  /// fish writes a line break as `\\n` and a backslash as two.
  private static String unescaped(String text) {
    return text.replace("\\\\", "\0").replace("\\n", "\n").replace('\0', '\\');
  }

  private static @Nullable Long number(String text) {
    try {
      return Long.valueOf(text.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static List<String> read(Path file) {
    return lines(file, bytes -> bytes);
  }

  private static List<String> lines(Path file, UnaryOperator<byte[]> decoded) {
    try {
      var bytes = decoded.apply(Files.readAllBytes(file));
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of(); // no such shell here
    }
  }

  /// zsh writes some bytes as 0x83 and the byte with its sixth bit turned.
  private static byte[] unmetafied(byte[] bytes) {
    var out = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      out.write(bytes[i] == META && i + 1 < bytes.length ? bytes[++i] ^ META_BIT : bytes[i]);
    }
    return out.toByteArray();
  }
}
