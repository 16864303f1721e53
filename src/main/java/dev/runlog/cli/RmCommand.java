package dev.runlog.cli;

import dev.runlog.json.Json;
import dev.runlog.model.Problem;
import dev.runlog.model.Status;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.query.Selector;
import dev.runlog.record.Stored;
import dev.runlog.store.Trash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog rm`: runs to the trash, and back.
final class RmCommand implements Command {

  @Override
  public String name() {
    return "rm";
  }

  @Override
  public String summary() {
    return "move runs to the trash, or back";
  }

  @Override
  public String usage() {
    return "rm [OPTIONS] RUN...  |  rm --undo";
  }

  @Override
  public String description() {
    return """
        Moves runs to the folder .trash beside them, after asking; --undo brings back those of the last
        time. Nothing is deleted: to get the space back, delete .trash yourself. A run that is still
        running is not moved.""";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog rm @",
        "runlog rm --yes debug_1 debug_2",
        "runlog rm --undo",
        "rm -r outputs/.trash");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(Opt.flag("y", "yes", "do not ask"))
        .addOption(Opt.flag("", "undo", "bring back what was removed last"))
        .addOption(Opt.flag("", "json", "print the folders that were moved as JSON"));
  }

  @Override
  public int run(CommandLine line, World world) {
    var words = line.getArgList();
    try {
      if (line.hasOption("undo")) {
        if (!words.isEmpty()) {
          throw Problem.usage("rm: --undo brings back all of the last time and takes no RUN");
        }
        return undo(line.hasOption("json"), world);
      }
      if (words.isEmpty()) {
        throw Problem.usage("rm: which runs? 'runlog ls' lists them");
      }
      return remove(words, line, world);
    } catch (IOException e) {
      throw Problem.notFound("rm: " + e);
    }
  }

  private static int remove(List<String> words, CommandLine line, World world) throws IOException {
    var selector = new Selector(Planner.outputs(world));
    var folders = new LinkedHashSet<Path>();
    for (var word : words) {
      folders.add(selector.one(word).toAbsolutePath().normalize());
    }
    for (var folder : folders) {
      var stored = Stored.read(folder, world);
      if (stored.isPresent() && stored.get().run().status() == Status.RUNNING) {
        throw Problem.notFound("rm: " + Selector.id(folder) + " is still running; stop it first");
      }
    }
    if (!line.hasOption("yes") && !isAgreed(folders, world)) {
      world.err().println("nothing was moved");
      return 1;
    }
    Removal.take(folders, world);
    if (line.hasOption("json")) {
      Removal.json(folders, world);
    }
    return 0;
  }

  private static boolean isAgreed(Set<Path> folders, World world) throws IOException {
    if (!world.isTerminal(0)) {
      throw Problem.usage("rm: there is no terminal to ask on; say --yes");
    }
    folders.forEach(folder -> world.err().println("  " + Selector.id(folder)));
    return Removal.isAgreed(folders.size(), world);
  }

  private static int undo(boolean json, World world) throws IOException {
    var trash = new Trash(Planner.outputs(world));
    var undone = trash.undo();
    if (undone.back().isEmpty() && undone.stuck().isEmpty()) {
      throw Problem.notFound("rm: there is nothing in " + trash.folder());
    }
    undone.back().forEach(run -> world.err().println(Selector.id(run) + " is back"));
    undone
        .stuck()
        .forEach(run -> world.err().println(run + " stays: there is another run of that name now"));
    if (json) {
      world.out().print(Json.pretty(undone.back().stream().map(Path::toString).toList()));
    }
    return undone.stuck().isEmpty() ? 0 : 1;
  }
}
