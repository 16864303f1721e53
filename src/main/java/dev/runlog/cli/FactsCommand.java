package dev.runlog.cli;

import dev.runlog.json.Json;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.record.Facts;
import java.nio.file.Files;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog facts`: what the Python module asks for when a program records itself.
final class FactsCommand implements Command {

  @Override
  public String name() {
    return "facts";
  }

  @Override
  public String summary() {
    return "code and machine as JSON, for the Python module";
  }

  @Override
  public String usage() {
    return "facts --into DIR -- COMMAND [ARG...]";
  }

  @Override
  public String description() {
    return """
        Prints the state of the code and of the machine, and the run to compare with, as the sections of
        run.json have them; changes.patch goes into DIR, the run folder. COMMAND is not run.""";
  }

  @Override
  public List<String> examples() {
    return List.of("runlog facts --into outputs/2026-02-01_1630_x -- python train.py");
  }

  @Override
  public Options options() {
    return new Options().addOption(Opt.value("", "into", "DIR", "the run folder"));
  }

  @Override
  public boolean takesCommand() {
    return true;
  }

  @Override
  public int run(CommandLine line, World world) {
    var into = line.getOptionValue("into");
    if (into == null || !Files.isDirectory(world.cwd().resolve(into))) {
      throw Problem.usage("facts: --into needs a folder. See 'runlog facts --help'");
    }
    var facts = Facts.of(world.cwd().resolve(into), List.copyOf(line.getArgList()), world);
    world.out().println(Json.line(facts));
    return 0;
  }
}
