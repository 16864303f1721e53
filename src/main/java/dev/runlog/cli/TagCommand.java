package dev.runlog.cli;

import dev.runlog.json.Json;
import dev.runlog.model.Problem;
import dev.runlog.model.Run;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.query.Selector;
import dev.runlog.record.Tagging;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog tag`: words by which runs are found again.
final class TagCommand implements Command {
  private static final int LONGEST = 200;

  @Override
  public String name() {
    return "tag";
  }

  @Override
  public String summary() {
    return "add, remove or show the tags of a run";
  }

  @Override
  public String usage() {
    return "tag [OPTIONS] RUN [TAG...]";
  }

  @Override
  public String description() {
    return """
        Adds tags to a run, also while it is running, or removes them. Without TAG it prints them, one a
        line; exit code 1 where there are none.""";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog tag @ table4 best", "runlog tag @2 --remove best", "runlog tag ablation_lr");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(Opt.flag("r", "remove", "remove the tags that are named"))
        .addOption(Opt.flag("", "json", "print the run's tags as JSON"));
  }

  @Override
  public int run(CommandLine line, World world) {
    var words = line.getArgList();
    boolean remove = line.hasOption("remove");
    if (words.isEmpty() || remove && words.size() < 2) {
      throw Problem.usage(
          words.isEmpty()
              ? "tag: which run? For the newest: runlog tag @ TAG"
              : "tag: which tags are to be removed?");
    }
    var tags = words.subList(1, words.size());
    tags.forEach(TagCommand::check);
    var folder = new Selector(Planner.outputs(world)).one(words.getFirst());
    var stored = ComparedRuns.read(folder, world);
    var now = stored.run().tags();
    if (!tags.isEmpty()) {
      if (remove) {
        checkKnown(tags, stored.run());
      }
      try {
        now = Tagging.change(folder, remove ? List.of() : tags, remove ? tags : List.of(), world);
      } catch (IOException e) {
        throw Problem.notFound("tag: " + folder + " cannot be written: " + e.getMessage());
      }
    }
    print(stored.run().runId(), now, line.hasOption("json"), tags.isEmpty(), world);
    return now.isEmpty() && tags.isEmpty() ? 1 : 0;
  }

  private static void checkKnown(List<String> tags, Run run) {
    for (var tag : tags) {
      if (!run.tags().contains(tag)) {
        throw Problem.notFound(
            run.runId() + " has no tag '" + tag + "'; it has: " + list(run.tags()));
      }
    }
  }

  private static void print(
      String id, List<String> tags, boolean json, boolean asked, World world) {
    if (json) {
      world.out().print(Json.pretty(Map.of("run_id", id, "tags", tags)));
    } else if (asked) {
      tags.forEach(world.out()::println);
    } else {
      world.err().println(id + ": " + list(tags));
    }
  }

  private static String list(List<String> tags) {
    return tags.isEmpty() ? "no tags" : String.join(", ", tags);
  }

  private static void check(String tag) {
    boolean fits =
        !tag.isBlank()
            && tag.strip().length() == tag.length()
            && tag.length() <= LONGEST
            && tag.chars().noneMatch(Character::isISOControl);
    if (!fits) {
      throw Problem.usage(
          "tag: '"
              + tag.replaceAll("\\p{Cntrl}", "?")
              + "' cannot be a tag: one line of 1 to "
              + LONGEST
              + " characters, without blanks at its ends");
    }
  }
}
