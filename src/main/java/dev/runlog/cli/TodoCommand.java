package dev.runlog.cli;

import dev.runlog.json.Json;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.query.Filter;
import dev.runlog.query.RunList;
import dev.runlog.query.Selector;
import dev.runlog.record.Noting;
import dev.runlog.render.NoteText;
import dev.runlog.render.TodoTable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/// `runlog todo`: runs whose notes are still to write.
final class TodoCommand implements Command {
  private static final int DEFAULT_LIMIT = 30;
  private static final String WEEK = "7d";

  @Override
  public String name() {
    return "todo";
  }

  @Override
  public String summary() {
    return "runs whose notes are still to write";
  }

  @Override
  public String usage() {
    return "todo [OPTIONS] [FILTER]";
  }

  @Override
  public String description() {
    return """
        Lists the runs that are over and whose run.md has an element that nobody has written: missing, a
        placeholder, or a bare draft. Newest first, with what each was. FILTER as in 'runlog ls'.

        --walk goes through them one by one, with one key each: write, edit, take the drafts over, cannot
        recall, to the trash, later. --check prints nothing where all is written, else exits with 1. --week
        is a digest of the last seven days in Markdown: what was learned, and what is still to write.""";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog todo",
        "runlog todo --walk",
        "runlog todo --check --since 7d            # in a Makefile, CI or Git hook",
        "runlog todo --week > week.md",
        "runlog todo 'tags ~ paper' --json | jq -r '.[].run_id'");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(Opt.value("n", "limit", "N", "show at most N runs; default: " + DEFAULT_LIMIT))
        .addOption(Opt.flag("a", "all", "show every run"))
        .addOption(
            Opt.value("s", "since", "WHEN", "only runs that began since: 12h, 7d, 2w, 2026-02-01"))
        .addOption(Opt.flag("c", "check", "exit with 1 where a note is to write; no table"))
        .addOption(Opt.flag("w", "walk", "write them one by one"))
        .addOption(Opt.flag("", "week", "a digest of the last seven days, in Markdown"))
        .addOption(Opt.flag("", "json", "print an array of the runs and what is to write"));
  }

  @Override
  public int run(CommandLine line, World world) {
    var outputs = Planner.outputs(world);
    if (line.hasOption("check") && !Files.isDirectory(outputs)) {
      return 0;
    }
    try (var catalog = IndexedRuns.open(world, outputs)) {
      var runs = Notes.ended(RunList.all(catalog));
      var since = line.hasOption("week") ? WEEK : line.getOptionValue("since");
      var filter = String.join(" ", line.getArgList());
      if (since != null) {
        var text = "start >= " + Ages.past(since, "--since");
        runs = newest(runs, Filter.parse(text, world.clock()).resolved(catalog.keys()));
      }
      if (!filter.isBlank()) {
        runs = runs.where(Filter.parse(filter, world.clock()).resolved(catalog.keys()));
      }
      var notes = Notes.of(catalog, runs);
      return show(runs, runs.having(notes::isOpen), notes, line, world);
    } catch (IOException e) {
      throw Problem.notFound("todo: " + e);
    }
  }

  /// The first runs of a list, as far as they fit: it is ordered by what the filter asks for.
  private static RunList newest(RunList runs, Filter filter) {
    int fit = 0;
    for (int end = runs.size(); fit < end; ) {
      int middle = (fit + end) >>> 1;
      if (runs.only(middle).where(filter).size() == 1) {
        fit = middle + 1;
      } else {
        end = middle;
      }
    }
    return runs.first(fit);
  }

  private static int show(RunList runs, RunList open, Notes notes, CommandLine line, World world)
      throws IOException {
    if (line.hasOption("check")) {
      return check(runs, open, world);
    }
    if (line.hasOption("week")) {
      new TodoWeek(world, notes).print(runs);
      return 0;
    }
    if (line.hasOption("walk")) {
      return new TodoWalk(world).through(open);
    }
    boolean json = line.hasOption("json");
    boolean all = line.hasOption("all") || json && !line.hasOption("limit");
    var shown = open.first(Opt.number(line, "limit", all ? Integer.MAX_VALUE : DEFAULT_LIMIT));
    if (json) {
      var trees = IntStream.range(0, shown.size()).mapToObj(i -> tree(shown, i, notes)).toList();
      world.out().print(Json.pretty(trees));
      return 0;
    }
    if (shown.size() > 0) {
      var rows = IntStream.range(0, shown.size()).mapToObj(i -> row(shown, i, notes)).toList();
      TodoTable.lines(rows, world.clock().instant(), world.width()).forEach(world.out()::println);
    }
    tell(runs, open, shown, world);
    return 0;
  }

  private static int check(RunList runs, RunList open, World world) {
    if (open.size() == 0) {
      return 0;
    }
    world
        .err()
        .println(
            count(open.size(), runs.size())
                + ", the newest "
                + Selector.id(open.folder(0))
                + ". Write them: runlog todo --walk");
    return 1;
  }

  private static void tell(RunList runs, RunList open, RunList shown, World world) {
    if (open.size() == 0) {
      world.err().println(runs.size() == 0 ? "no run fits" : "every note is written");
      return;
    }
    int more = open.size() - shown.size();
    world
        .err()
        .println(
            count(open.size(), runs.size())
                + (more > 0 ? " (--all shows them)" : "")
                + ". One by one: runlog todo --walk");
  }

  /// `3 of 20 runs have no written note`.
  static String count(int open, int all) {
    return open + " of " + Removal.runs(all) + (open == 1 ? " has" : " have") + " a note to write";
  }

  private static TodoTable.Row row(RunList runs, int i, Notes notes) {
    return new TodoTable.Row(
        Selector.id(runs.folder(i)),
        text(runs, i, "start"),
        text(runs, i, "status"),
        notes.debt(runs.number(i)),
        Headlines.of(runs, i),
        about(runs, i));
  }

  /// What the run was about: its question, else its command.
  static String about(RunList runs, int i) {
    var question = text(runs, i, "hypothesis");
    var command = text(runs, i, "command");
    return question != null ? question : command != null ? command : "";
  }

  /// On one line of at most so many characters, without what would steer the terminal.
  static String clean(String text, int width) {
    var line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() > width ? line.substring(0, Math.max(0, width)) : line;
  }

  static @Nullable String text(RunList runs, int i, String key) {
    return runs.value(i, key) instanceof String text ? text : null;
  }

  private static Map<String, @Nullable Object> tree(RunList runs, int i, Notes notes) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("run_id", Selector.id(runs.folder(i)));
    tree.put("folder", runs.folder(i).toString());
    for (var key : List.of("start", "status", "duration", "hypothesis", "command")) {
      tree.put(key, runs.value(i, key));
    }
    var note = NoteText.of(Noting.text(runs.folder(i)));
    var drafts = new LinkedHashMap<String, @Nullable Object>();
    for (var element : notes.debt(runs.number(i))) {
      var draft = note.words(element);
      drafts.put(element.name().toLowerCase(Locale.ROOT), draft.isEmpty() ? null : draft);
    }
    tree.put("to_write", drafts);
    return tree;
  }
}
