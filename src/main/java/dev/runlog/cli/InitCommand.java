package dev.runlog.cli;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.plan.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog init`: a project's runlog.toml.
final class InitCommand implements Command {
  static final String SETTINGS = "runlog.toml";

  @Override
  public String name() {
    return "init";
  }

  @Override
  public String summary() {
    return "write this project's runlog.toml";
  }

  @Override
  public String usage() {
    return "init [--gitignore] [--dry-run]";
  }

  @Override
  public String description() {
    return """
        Writes a short runlog.toml with comments: where run folders are made, which command lines are
        experiments (from what is in the folder), which data they read, which names are secrets. It is
        written at the top of the Git work tree, else in the current folder. What is there already is
        kept: called again, it changes nothing; a runlog.toml without 'experiments' gets them.""";
  }

  @Override
  public List<String> examples() {
    return List.of("runlog init --dry-run", "runlog init --gitignore");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(Opt.flag("", "gitignore", "add the output folder to .gitignore, too"))
        .addOption(Opt.flag("", "dry-run", "show what would change and change nothing"));
  }

  @Override
  public int run(CommandLine line, World world) {
    boolean dry = line.hasOption("dry-run");
    var project = Planner.project(world);
    var output = SettingsFile.find(project).settings().output();
    try {
      settings(project, dry, world);
      if (line.hasOption("gitignore")) {
        ignore(project, output, dry, world);
      }
    } catch (IOException e) {
      throw Problem.notFound("init: cannot be written: " + e.getMessage());
    }
    if (!dry) {
      next(world);
    }
    return 0;
  }

  private static void settings(Path project, boolean dry, World world) throws IOException {
    var file = project.resolve(SETTINGS);
    var experiments = new Experiments(project);
    if (!Files.exists(file)) {
      change(file, "", experiments.file(), "", dry, world);
      return;
    }
    var text = Files.readString(file);
    if (text.lines().anyMatch(line -> line.strip().matches("experiments\\s*=.*"))) {
      world.err().println("runlog: " + file + " is there and stays as it is");
    } else {
      // before all else: after a [table] it would be part of it
      change(file, "", experiments.setting() + "\n", text, dry, world);
    }
  }

  private static void ignore(Path project, String output, boolean dry, World world)
      throws IOException {
    var file = project.resolve(".gitignore");
    var text = Files.exists(file) ? Files.readString(file) : "";
    var name = output.replaceAll("/+$", "").replaceFirst("^\\./", "");
    var known = List.of(name, name + "/", "/" + name, "/" + name + "/");
    if (Path.of(name).isAbsolute() || name.startsWith("..")) {
      world.err().println("runlog: " + output + " is outside the project: nothing to ignore");
    } else if (text.lines().map(String::strip).anyMatch(known::contains)) {
      world.err().println("runlog: " + file + " names " + name + " already");
    } else {
      var before = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
      change(file, before, "/" + name + "/\n", "", dry, world);
    }
  }

  private static void change(
      Path file, String before, String added, String after, boolean dry, World world)
      throws IOException {
    if (dry) {
      world.out().println("+++ " + file);
      added.lines().forEach(line -> world.out().println(("+" + line).stripTrailing()));
      return;
    }
    Files.writeString(file, before + added + after);
    world.err().println("runlog: wrote " + file);
  }

  private static void next(World world) {
    var shell = world.env().getOrDefault("SHELL", "bash");
    shell = shell.substring(shell.lastIndexOf('/') + 1);
    var line =
        switch (shell) {
          case "fish" -> "runlog hook fish | source          # in ~/.config/fish/config.fish";
          case "zsh" -> "eval \"$(runlog hook zsh)\"          # in ~/.zshrc";
          default -> "eval \"$(runlog hook bash)\"         # in ~/.bashrc";
        };
    world
        .err()
        .print(
            """

            Next:
              1. look at 'experiments' in runlog.toml: are these the commands that you train with?
              2. let your shell record them:
                   %s
              3. for an IDE, cron, make or sbatch, with the virtual environment active:
                   runlog hook python
              4. train as always, then: runlog show
            """
                .formatted(line));
  }
}
