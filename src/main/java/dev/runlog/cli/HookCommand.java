package dev.runlog.cli;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog hook`: recording without being asked, in a shell, a Python environment, or a reminder
/// in Git.
final class HookCommand implements Command {

  @Override
  public String name() {
    return "hook";
  }

  @Override
  public String summary() {
    return "make recording the default in a shell or a Python";
  }

  @Override
  public String usage() {
    return "hook bash|zsh|fish | hook python|module|git [--remove]";
  }

  @Override
  public String description() {
    return """
        bash, zsh, fish: prints code for the shell's start-up file. In a project whose runlog.toml lists
        'experiments' (see 'runlog init'), a command line that fits one of them is recorded; everything
        else runs untouched, and no process is started to decide. 'runlog off' and 'runlog on' switch it
        for this shell, RUNLOG=0 before a command for one command.

        python: puts a small file into the active virtual environment, so that an experiment is recorded
        also where no shell of yours starts it: an IDE, cron, make, sbatch. git: before 'git push', runs
        whose notes are missing are named; nothing is stopped. --remove takes either away.

        module: puts the Python module 'runlog' into the active virtual environment, for programs that say
        more than can be observed: import runlog; runlog.log(loss=0.1, step=3). It records nothing unasked.
        --path prints its folder instead, for PYTHONPATH.""";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "eval \"$(runlog hook bash)\"            # in ~/.bashrc",
        "eval \"$(runlog hook zsh)\"             # in ~/.zshrc",
        "runlog hook fish | source             # in ~/.config/fish/config.fish",
        "runlog hook python                    # with the environment active",
        "runlog hook module                    # import runlog",
        "runlog hook git                       # in the repository");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            Opt.flag("", "remove", "take the hook for python or git, or the module, away again"))
        .addOption(Opt.flag("", "path", "with module: print the folder for PYTHONPATH"));
  }

  @Override
  public int run(CommandLine line, World world) {
    var kind = line.getArgList().isEmpty() ? "" : line.getArgList().getFirst();
    boolean remove = line.hasOption("remove");
    return switch (kind) {
      case "bash", "zsh", "fish" -> ShellHook.print(kind, remove, world);
      case "python" -> PythonHook.change(remove, world);
      case "module" ->
          line.hasOption("path") ? PythonModule.path(world) : PythonModule.change(remove, world);
      case "git" -> GitHook.change(remove, world);
      default ->
          throw Problem.usage(
              "hook: '" + kind + "' is none of bash, zsh, fish, python, module, git");
    };
  }
}
