package dev.runlog.query;

import dev.runlog.index.Catalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Finds a text in what people remember of runs: names, notes, commands, parameters, tags, and
/// then in their logs. Upper and lower case are the same.
public final class TextSearch {
  private static final List<String> PLAIN =
      List.of("run_id", "name", "hypothesis", "tags", "command", "group", "git.branch");
  private static final int LONGEST_LINE = 1 << 16;
  private static final int SNIPPET = 100;

  /// A run that has the text: where, and the words around it.
  public record Match(Path folder, String where, String snippet) {}

  private final Catalog catalog;
  private final String wanted;
  private final Map<Integer, Match> found = new LinkedHashMap<>();

  public TextSearch(Catalog catalog, String text) {
    this.catalog = catalog;
    this.wanted = text.strip().toLowerCase(Locale.ROOT);
  }

  /// The matches outside logs, in the order of where people look first, newest first.
  public List<Match> records() throws IOException {
    for (var key : PLAIN) {
      texts(key, key);
    }
    notes();
    parameters();
    return inOrder();
  }

  private List<Match> inOrder() throws IOException {
    var matches = new ArrayList<Match>();
    for (int run : catalog.newestFirst()) {
      var match = found.get(run);
      if (match != null) {
        matches.add(match);
      }
    }
    return matches;
  }

  private void texts(String key, String where) throws IOException {
    var column = catalog.column(key);
    column.matching(
        this::contains,
        run -> add(run, where, String.valueOf(column.value(run)).replace('\n', ' ')));
  }

  private boolean contains(String text) {
    return text.toLowerCase(Locale.ROOT).contains(wanted);
  }

  private void add(int run, String where, String text) {
    if (catalog.isLiving(run)) {
      found.computeIfAbsent(
          run, none -> new Match(catalog.folder(run), where, snippet(text, wanted)));
    }
  }

  private void notes() throws IOException {
    var runs = catalog.newestFirst();
    var lines = new @Nullable String[runs.length];
    IntStream.range(0, runs.length)
        .parallel()
        .forEach(i -> lines[i] = line(catalog.folder(runs[i]).resolve("run.md")));
    for (int i = 0; i < runs.length; i++) {
      var line = lines[i];
      if (line != null) {
        add(runs[i], "note", line);
      }
    }
  }

  /// Parameters by value, by name, or as `lr=0.1`.
  private void parameters() throws IOException {
    int sign = wanted.indexOf('=');
    for (var key : catalog.keys()) {
      if (!key.startsWith("config.")) {
        continue;
      }
      var name = key.substring("config.".length()).toLowerCase(Locale.ROOT);
      if (sign > 0) {
        var left = wanted.substring(0, sign).strip();
        if (name.equals(left) || name.endsWith("." + left)) {
          equal(key, wanted.substring(sign + 1).strip());
        }
      } else if (name.contains(wanted)) {
        present(key);
      } else {
        texts(key, key);
      }
    }
  }

  private void equal(String key, String value) throws IOException {
    var column = catalog.column(key);
    for (int run = 0; run < catalog.size(); run++) {
      if (column.has(run) && isValue(column.value(run), value)) {
        add(run, key, key + " = " + value);
      }
    }
  }

  private static boolean isValue(@Nullable Object have, String text) {
    if (have instanceof Double number) {
      try {
        return number == Double.parseDouble(text);
      } catch (NumberFormatException e) {
        return false;
      }
    }
    return String.valueOf(have).toLowerCase(Locale.ROOT).equals(text);
  }

  private void present(String key) throws IOException {
    var column = catalog.column(key);
    for (int run = 0; run < catalog.size(); run++) {
      if (column.has(run)) {
        add(run, key, key + " = " + column.value(run));
      }
    }
  }

  /// Matches in the logs of runs that have not matched yet, newest first, until the time is up;
  /// `searched` is set to the number of logs that were read.
  public List<Match> logs(long deadlineNanos, AtomicInteger searched) throws IOException {
    var matches = new ArrayList<Match>();
    for (int run : catalog.newestFirst()) {
      if (System.nanoTime() > deadlineNanos) {
        break;
      }
      searched.incrementAndGet();
      var line = found.containsKey(run) ? null : line(catalog.folder(run).resolve("train.log"));
      if (line != null) {
        matches.add(new Match(catalog.folder(run), "log", snippet(line, wanted)));
      }
    }
    return matches;
  }

  private @Nullable String line(Path file) {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try (var lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (var line = next(lines); line != null; line = next(lines)) {
        var text = new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        if (contains(text)) {
          return text;
        }
      }
    } catch (IOException e) {
      return null;
    }
    return null;
  }

  /// A line, or a part of one that is endless.
  private static @Nullable String next(BufferedReader in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n' || c == '\r' || line.length() == LONGEST_LINE) {
        return line.toString();
      }
      line.append((char) c);
    }
    return line.isEmpty() ? null : line.toString();
  }

  private static String snippet(String text, String wanted) {
    int at = Math.max(0, text.toLowerCase(Locale.ROOT).indexOf(wanted));
    int from = Math.max(0, at - SNIPPET / 3);
    int to = Math.min(text.length(), Math.max(from + SNIPPET, at + wanted.length()));
    return (from > 0 ? "..." : "")
        + text.substring(from, to).strip()
        + (to < text.length() ? "..." : "");
  }
}
