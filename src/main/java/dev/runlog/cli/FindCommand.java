package dev.runlog.cli;

import dev.runlog.index.Catalog;
import dev.runlog.json.Json;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.query.NumberSearch;
import dev.runlog.query.Sought;
import dev.runlog.render.FoundTable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/// `runlog find`: from a number, a file or a memory back to the run.
final class FindCommand implements Command {
  private static final int DEFAULT_LIMIT = 10;

  @Override
  public String name() {
    return "find";
  }

  @Override
  public String summary() {
    return "which run made this number, this file, or mentions this text";
  }

  @Override
  public String usage() {
    return "find [OPTIONS] WHAT...";
  }

  @Override
  public String description() {
    return """
        Finds runs by what is left of them. A number (0.943, 94.3%, 94.3): every run with a metric, at any
        step, that rounds to it at the digits given; final values first. A file: the run that wrote exactly
        this content, wherever the file is now, else the run that wrote this path. Anything else: the text
        in ids, notes, commands, parameters (lr=0.1), tags and logs.

        With --audit every number in the tables of a LaTeX or Markdown file, or every file of a folder, is
        looked up; the exit code is 1 where one is not from any known run.""";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog find 0.943",
        "runlog find 94.3%",
        "runlog find paper/fig3.png",
        "runlog find warmup lr=0.1",
        "runlog find --audit paper/main.tex",
        "runlog find --audit figures/");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(Opt.flag("", "audit", "look up every number of a file, every file of a folder"))
        .addOption(Opt.value("n", "limit", "N", "show at most N matches; default: 10"))
        .addOption(Opt.flag("", "json", "print an array of matches"));
  }

  @Override
  public int run(CommandLine line, World world) {
    var words = line.getArgList();
    if (words.isEmpty()) {
      throw Problem.usage("find: what? A number, a file or a text. See 'runlog find --help'");
    }
    int limit = Opt.number(line, "limit", DEFAULT_LIMIT);
    try (var catalog = IndexedRuns.open(world, Planner.outputs(world))) {
      if (line.hasOption("audit")) {
        return new Audit(catalog, world).of(words, line.hasOption("json"));
      }
      return find(words, catalog, limit, line.hasOption("json"), world);
    } catch (IOException e) {
      throw Problem.notFound("find: " + e.getMessage());
    }
  }

  private static int find(List<String> words, Catalog catalog, int limit, boolean json, World world)
      throws IOException {
    var found = new ArrayList<Map<String, @Nullable Object>>();
    boolean all = true;
    for (var what : asked(words, world)) {
      var matches = matches(what, catalog, limit, world);
      all &= !matches.isEmpty();
      if (json) {
        found.addAll(matches.stream().map(match -> match.tree(what)).toList());
      } else {
        FoundTable.lines(what, matches, world.clock().instant(), world.width())
            .forEach(world.out()::println);
      }
    }
    if (json) {
      world.out().print(Json.pretty(found));
    }
    return all ? 0 : 1;
  }

  /// Numbers and files are asked for one by one; other words are one text.
  private static List<String> asked(List<String> words, World world) {
    boolean single =
        words.stream()
            .allMatch(word -> Sought.of(word) != null || Files.exists(world.cwd().resolve(word)));
    return single ? words : List.of(String.join(" ", words));
  }

  private static List<FoundTable.Found> matches(
      String what, Catalog catalog, int limit, World world) throws IOException {
    var file = world.cwd().resolve(what);
    if (Files.isRegularFile(file)) {
      return new FileFinder(catalog, world).of(file, limit);
    }
    var sought = Sought.of(what);
    if (sought != null) {
      var found = numbers(catalog, sought, limit, world);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return new TextFinder(catalog, world).of(what, limit);
  }

  private static List<FoundTable.Found> numbers(
      Catalog catalog, Sought sought, int limit, World world) throws IOException {
    var found = new ArrayList<FoundTable.Found>();
    var rows = new Found(catalog);
    var matches =
        new NumberSearch(catalog).of(sought, IndexedRuns.progress(world, "reading series"));
    for (var match : matches) {
      if (found.size() == limit) {
        world.err().println((matches.size() - limit) + " more; --limit shows them");
        break;
      }
      var exact = NumberSearch.exact(match, sought);
      if (exact != null) {
        found.add(rows.of(exact));
      }
    }
    return found;
  }
}
