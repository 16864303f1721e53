package dev.runlog.cli;

import dev.runlog.model.Problem;
import dev.runlog.model.Status;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.query.Selector;
import dev.runlog.record.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog log`: what a run printed.
final class LogCommand implements Command {
  private static final long PAUSE_MS = 200;

  @Override
  public String name() {
    return "log";
  }

  @Override
  public String summary() {
    return "what a run printed";
  }

  @Override
  public String usage() {
    return "log [OPTIONS] [RUN]";
  }

  @Override
  public String description() {
    return """
        Prints the console log of a run: both streams of the whole process tree, in order. Of a line that
        was drawn over and over, such as a progress bar, only the last state is printed. Escape
        sequences are passed on only to a terminal. Without RUN: the newest.""";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog log",
        "runlog log -n 20 @2",
        "runlog log -f                         # until the run ends",
        "runlog log --raw ablation_lr | less -R");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(Opt.flag("f", "follow", "go on as the log grows, until the run ends"))
        .addOption(Opt.value("n", "lines", "N", "only the last N lines"))
        .addOption(Opt.flag("", "raw", "byte by byte as it was printed, progress bars and all"))
        .addOption(Opt.flag("", "json", "one JSON object a line: {\"text\": ...}"));
  }

  @Override
  public int run(CommandLine line, World world) {
    var words = line.getArgList();
    if (words.size() > 1) {
      throw Problem.usage("log: one run at a time, not " + words.size());
    }
    long last = lines(line);
    var folder = new Selector(Planner.outputs(world)).one(words.isEmpty() ? "@" : words.getFirst());
    var file = folder.resolve("train.log");
    boolean follow = line.hasOption("follow");
    if (!Files.exists(file) && !(follow && isRunning(folder, world))) {
      throw Problem.notFound(file + " is not there: nothing was printed, or it was deleted");
    }
    var printer = new LogPrinter(file, printed(line, world), world.isTerminal(1));
    try {
      printer.skipAllBut(last);
      printer.more();
      while (follow && isRunning(folder, world) && !world.out().checkError()) {
        printer.pause();
        Thread.sleep(PAUSE_MS);
        printer.more();
      }
      printer.more();
      printer.end();
    } catch (IOException e) {
      throw Problem.notFound(file + " cannot be read: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private static LogPrinter.Printed printed(CommandLine line, World world) {
    return line.hasOption("json")
        ? new LogPrinter.Printed.Json(world.out())
        : line.hasOption("raw")
            ? new LogPrinter.Printed.Raw(world.out())
            : new LogPrinter.Printed.Plain(world.out(), world.isTerminal(1));
  }

  private static long lines(CommandLine line) {
    var text = line.getOptionValue("lines");
    try {
      long number = text == null ? Long.MAX_VALUE : Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw Problem.usage("log: --lines takes a number, not '" + text + "'");
  }

  /// A run whose recorder has died is settled by being read.
  private static boolean isRunning(Path folder, World world) {
    return Stored.read(folder, world)
        .filter(stored -> stored.run().status() == Status.RUNNING)
        .isPresent();
  }
}
