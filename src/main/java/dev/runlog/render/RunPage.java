package dev.runlog.render;

import dev.runlog.json.Json;
import dev.runlog.json.Nested;
import dev.runlog.model.Capture;
import dev.runlog.model.Data;
import dev.runlog.model.Git;
import dev.runlog.model.Run;
import dev.runlog.query.Series;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One run on one screen, as a person would explain it: what ran, what came out, from what.
public final class RunPage {
  private static final int MOST_LINES = 12;
  private static final Set<String> NOT_SHOWN =
      Set.of("python", "packages", "pip_freeze", "pip_freeze_hash", "imported", "hostname");

  private final Run run;
  private final Look look;
  private final PageLines page;

  private RunPage(Run run, Look look) {
    this.run = run;
    this.look = look;
    this.page = new PageLines(look);
  }

  /// The page's lines; `note` is the text of run.md, `series` what is known of each metric's
  /// points.
  public static List<String> lines(
      Run run, String note, Map<String, Series> series, Instant now, Look look) {
    var page = new RunPage(run, look);
    page.head(now);
    page.code(run.git());
    page.page.section("metrics", new MetricLines(run, series, look).lines());
    page.page.section("config" + page.configFrom(), new ConfigLines(run.config(), look).lines());
    page.seeds();
    page.data(run.data());
    page.environment();
    page.page.section("children", page.children());
    page.page.section("artifacts", page.page.table(run.artifacts(), MOST_LINES));
    page.page.flow("resources", page.resources());
    page.gaps("inferred", run.capture().inferred());
    page.gaps("not recorded", run.capture().missing());
    page.note(note);
    return page.page.lines();
  }

  private void head(Instant now) {
    var seconds = run.timestamp().durationSeconds();
    var age = RunTable.age(run.timestamp().start(), now);
    page.title(
        run.runId(),
        Ending.how(run)
            + (seconds == null ? "" : " in " + Numbers.duration(seconds))
            + ", started "
            + age
            + " ago");
    var command = run.command();
    page.field("command", String.join(" ", command.argv()));
    page.field("in", command.cwd() + (command.host() == null ? "" : " on " + command.host()));
    page.field("started", run.timestamp().start());
    page.field("evidence", run.status() == dev.runlog.model.Status.FINISHED ? null : evidence());
    page.field("parent", run.parent());
    page.field("group", run.group());
    page.field("tags", run.tags().isEmpty() ? null : String.join(", ", run.tags()));
  }

  private @Nullable String evidence() {
    var command = run.command();
    return command.evidence() == null
        ? command.cause()
        : command.cause() + ": " + command.evidence();
  }

  private void code(@Nullable Git git) {
    if (git == null) {
      page.field("code", "not recorded");
      return;
    }
    var dirty =
        git.dirty() == null
            ? ", uncommitted changes not known"
            : git.dirty()
                ? ", uncommitted changes "
                    + (git.patch() == null ? "that are in no patch" : "in " + git.patch())
                : ", clean";
    var commit = git.commit() == null ? "before the first commit" : git.commit();
    page.field("code", commit + (git.branch() == null ? "" : " on " + git.branch()) + dirty);
    page.field("remote", git.remote());
    for (var left : git.leftOut()) {
      page.field("left out", left.path() + " (" + left.why() + ")");
    }
  }

  private String configFrom() {
    var config = run.config();
    return config.path() == null ? "" : "  " + look.dim("from " + ValueText.clean(config.path()));
  }

  private void seeds() {
    var random = run.random();
    var items = new ArrayList<String>();
    for (var call : random.calls()) {
      var site = call.site() == null ? "" : " at " + call.site();
      items.add(call.function() + "(" + Json.line(call.value()) + ")" + site);
    }
    if (items.isEmpty()) {
      var seeded = random.seeded();
      items.add(
          seeded == null
              ? "not observed"
              : seeded ? "each program its own" : "none was set that could be seen");
    }
    if (random.hashSeed() != null) {
      items.add("PYTHONHASHSEED " + random.hashSeed());
    }
    random.deterministic().forEach((key, value) -> items.add(key + " " + ValueText.of(value)));
    page.flow("seeds", items);
  }

  private void data(@Nullable Data data) {
    if (data == null) {
      return;
    }
    var lines = new ArrayList<String>();
    lines.add(facts(data));
    data.inputs().forEach(input -> lines.add(facts(input)));
    if (!data.changedDuringRun().isEmpty()) {
      lines.add(
          look.red("changed during the run: ")
              + ValueText.clean(String.join(", ", data.changedDuringRun())));
    }
    page.section("data", lines);
  }

  private static String facts(Data data) {
    var parts = new ArrayList<String>();
    parts.add(ValueText.clean(data.path()));
    var hash = data.hash();
    parts.add(
        hash == null
            ? "(no hash)"
            : hash.substring(0, Math.min(hash.length(), "sha256:".length() + 12)));
    parts.add(data.files() == null ? "" : data.files() + (data.files() == 1 ? " file" : " files"));
    parts.add(data.bytes() == null ? "" : Numbers.bytes(data.bytes()));
    data.split().forEach((name, size) -> parts.add(ValueText.clean(name) + " " + size));
    parts.removeIf(String::isEmpty);
    return String.join("  ", parts);
  }

  private void environment() {
    var items = new ArrayList<String>();
    var environment = run.environment();
    if (environment.get("python") != null) {
      items.add("python " + ValueText.of(environment.get("python")));
      items.add(ValueText.of(environment.get("packages")) + " packages");
    }
    Nested.flat(environment)
        .forEach(
            (key, value) -> {
              boolean empty = value == null || value instanceof List<?> list && list.isEmpty();
              if (!NOT_SHOWN.contains(key) && !empty) {
                items.add(key + " " + fact(key, value));
              }
            });
    page.flow("environment", items);
  }

  private static String fact(String key, @Nullable Object value) {
    return key.endsWith("_bytes") && value instanceof Number bytes
        ? Numbers.bytes(bytes.longValue())
        : ValueText.of(value);
  }

  private List<String> resources() {
    var items = new ArrayList<String>();
    run.resources()
        .forEach((key, value) -> items.add(ValueText.clean(key) + " " + fact(key, value)));
    return items;
  }

  private List<String> children() {
    var lines = new ArrayList<String>();
    for (var child : run.children()) {
      var words = child.get("argv") instanceof List<?> argv ? argv : List.of();
      var text =
          new StringBuilder(
              ValueText.clean(String.join(" ", words.stream().map(String::valueOf).toList())));
      if (child.get("duration_seconds") instanceof Number seconds) {
        text.append("  ").append(Numbers.duration(seconds.doubleValue()));
      }
      if (child.get("config") instanceof Map<?, ?> config) {
        text.append("  ");
        Nested.flat(config)
            .forEach(
                (key, value) ->
                    text.append(key).append('=').append(ValueText.of(value)).append(' '));
      }
      lines.add(look.cut(text.toString().strip(), look.width() - 2));
    }
    return PageLines.most(lines, MOST_LINES, "all are in run.json");
  }

  private void gaps(String title, List<Capture.Gap> gaps) {
    var lines = new ArrayList<String>();
    for (var gap : gaps) {
      lines.add(ValueText.clean(gap.field() + ": " + gap.why()));
    }
    page.section(title, page.wrapped(PageLines.most(lines, MOST_LINES, "all are in run.json")));
  }

  private void note(String note) {
    var lines = new ArrayList<String>();
    note.strip().lines().skip(1).forEach(line -> lines.add(ValueText.clean(line)));
    page.note(lines);
  }
}
