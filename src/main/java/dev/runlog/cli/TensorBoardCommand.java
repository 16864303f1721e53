package dev.runlog.cli;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.sync.PushFailure;
import dev.runlog.sync.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog tensorboard`: the user's TensorBoard on some runs.
final class TensorBoardCommand implements Command {
  private static final String NAME = "tensorboard";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "open TensorBoard on runs";
  }

  @Override
  public String usage() {
    return "tensorboard [--port N] [RUN...|FILTER]";
  }

  @Override
  public String description() {
    return """
        Writes event files of the runs into a folder of its own, opens the tensorboard that is on the PATH
        on it, and takes the folder away when TensorBoard ends (Ctrl-C). Without RUN or FILTER all runs are
        shown. 'runlog push tensorboard' writes event files that stay.""";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog tensorboard", "runlog tensorboard 'val_acc > 0.9'", "runlog tensorboard @ @2");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(Opt.value("p", "port", "N", "TensorBoard's port; default: its own, 6006"));
  }

  @Override
  public int run(CommandLine line, World world) {
    var program = Foreground.find(NAME, world);
    if (program == null) {
      throw Problem.notFound(
          "tensorboard: there is no tensorboard on the PATH. Install it (pip install tensorboard),"
              + " or write the event files: runlog push tensorboard");
    }
    var runs = ChosenRuns.of(line.getArgList(), true, NAME, world);
    if (runs.isEmpty()) {
      throw Problem.notFound("tensorboard: there are no runs here yet");
    }
    var words = new ArrayList<>(List.of(program.toString()));
    if (line.hasOption("port")) {
      words.addAll(List.of("--port", line.getOptionValue("port")));
    }
    try {
      return open(runs, words, world);
    } catch (IOException e) {
      throw Problem.notFound("tensorboard: " + e.getMessage());
    }
  }

  private static int open(List<Path> runs, List<String> words, World world) throws IOException {
    var base = Files.createDirectories(world.cache().resolve(NAME));
    var folder = Files.createTempDirectory(base, "open-");
    var away = new Thread(() -> delete(folder));
    Runtime.getRuntime().addShutdownHook(away);
    try {
      int written = write(runs, folder, world);
      world.err().println(Removal.runs(written) + ", until Ctrl-C");
      words.addAll(List.of("--logdir", folder.toString()));
      int code = Foreground.run(words, world);
      // as it ends when it is told to
      return code == 130 || code == 143 ? 0 : code;
    } finally {
      delete(folder);
      Runtime.getRuntime().removeShutdownHook(away);
    }
  }

  private static int write(List<Path> runs, Path folder, World world) {
    var project = Planner.project(world);
    var rules = Pushing.rules(project).at(NAME, folder.toString());
    var to = Tracker.of(NAME).open(new Tracker.Project(world, project, rules));
    var pushing = new Pushing(world);
    int written = 0;
    for (var path : runs) {
      try {
        var run = pushing.read(path, project);
        if (run.isPresent()) {
          to.push(run.get());
          written++;
        }
      } catch (PushFailure e) {
        throw Problem.notFound("tensorboard: " + e.why());
      }
    }
    return written;
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      return; // it lies in the cache
    }
  }
}
