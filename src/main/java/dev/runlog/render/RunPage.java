package dev.runlog.render;

import dev.runlog.json.Json;
import dev.runlog.json.Nested;
import dev.runlog.model.Git;
import dev.runlog.model.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One run on one screen: what ran, how it ended, what came out, and from what it can be had
/// again.
public final class RunPage {
  private static final int MOST_PARAMETERS = 40;
  private static final int LONGEST = 90;

  private final List<String> lines = new ArrayList<>();

  private RunPage() {}

  /// The page's lines; `note` is the text of run.md.
  public static List<String> lines(Run run, String note) {
    var page = new RunPage();
    page.head(run);
    page.code(run.git());
    page.environment(run.environment());
    page.section("config", Nested.flat(run.config().resolved()), run.config().hash());
    page.data(run);
    page.seeds(run);
    page.metrics(run);
    page.section("artifacts", run.artifacts(), null);
    page.missing(run);
    page.lines.add("");
    page.lines.addAll(note.strip().lines().toList());
    return page.lines;
  }

  private void head(Run run) {
    var seconds = run.timestamp().durationSeconds();
    lines.add(
        run.runId()
            + "  "
            + Ending.how(run)
            + (seconds == null ? "" : " in " + Numbers.duration(seconds)));
    field("command", String.join(" ", run.command().argv()));
    field("in", run.command().cwd() + " on " + run.command().host());
    field("started", run.timestamp().start());
    field("parent", run.parent());
    field("tags", run.tags().isEmpty() ? null : String.join(", ", run.tags()));
  }

  private void code(@Nullable Git git) {
    if (git == null) {
      return;
    }
    var dirty = Boolean.TRUE.equals(git.dirty()) ? ", uncommitted changes in " + git.patch() : "";
    field("code", git.commit() + (git.branch() == null ? "" : " on " + git.branch()) + dirty);
    field("remote", git.remote());
  }

  private void environment(Map<String, @Nullable Object> environment) {
    var python = environment.get("python");
    field(
        "python",
        python == null ? null : python + ", " + environment.get("packages") + " packages");
    field("gpu", environment.get("gpu"));
  }

  private void data(Run run) {
    var data = run.data();
    if (data != null) {
      field("data", data.path() + "  " + (data.hash() == null ? "(no hash)" : brief(data.hash())));
    }
  }

  private void seeds(Run run) {
    var random = run.random();
    if (Boolean.FALSE.equals(random.seeded())) {
      field("seed", "none was set that could be seen");
    } else if (Boolean.TRUE.equals(random.seeded())) {
      field("seed", random.seed() == null ? "each program its own" : Json.line(random.seed()));
    }
  }

  private void metrics(Run run) {
    var values = new java.util.LinkedHashMap<String, @Nullable Object>();
    run.metrics().forEach((name, value) -> values.put(name, Numbers.brief(value)));
    section("metrics", values, null);
  }

  private void missing(Run run) {
    var missing = new java.util.LinkedHashMap<String, @Nullable Object>();
    run.capture().missing().forEach(gap -> missing.put(gap.field(), gap.why()));
    section("not recorded", missing, null);
  }

  private void section(String title, Map<String, ?> values, @Nullable String hash) {
    if (values.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(title + (hash == null ? "" : "  " + brief(hash)));
    int width = values.keySet().stream().mapToInt(String::length).max().orElse(0);
    values.entrySet().stream()
        .limit(MOST_PARAMETERS)
        .forEach(
            entry ->
                lines.add(
                    cut(
                        "  "
                            + entry.getKey()
                            + " ".repeat(width - entry.getKey().length() + 2)
                            + text(entry.getValue()))));
    if (values.size() > MOST_PARAMETERS) {
      lines.add("  ... " + (values.size() - MOST_PARAMETERS) + " more in run.json");
    }
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? text : Json.line(value);
  }

  private void field(String name, @Nullable Object value) {
    if (value != null) {
      lines.add("  " + name + " ".repeat(Math.max(1, 9 - name.length())) + value);
    }
  }

  private static String brief(String hash) {
    return hash.substring(0, Math.min(hash.length(), "sha256:".length() + 12));
  }

  private static String cut(String line) {
    return line.length() > LONGEST ? line.substring(0, LONGEST - 3) + "..." : line;
  }
}
