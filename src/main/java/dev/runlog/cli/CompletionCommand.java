package dev.runlog.cli;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog completion SHELL`: prints the completion script of a shell, made from the commands'
/// own options.
final class CompletionCommand implements Command {
  /// The commands whose argument is a run.
  private static final Set<String> OF_RUNS =
      Set.of("show", "compare", "log", "note", "tag", "rm", "push", "tensorboard");

  @Override
  public String name() {
    return "completion";
  }

  @Override
  public String summary() {
    return "print shell completion for bash, zsh or fish";
  }

  @Override
  public String usage() {
    return "completion bash|zsh|fish";
  }

  @Override
  public String description() {
    return "Prints a script that completes runlog's commands, options and run ids. Load it in your shell's\n"
        + "start-up file as in the examples. After 'runlog run --' the command's own completion goes on.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "eval \"$(runlog completion bash)\"      # in ~/.bashrc",
        "eval \"$(runlog completion zsh)\"       # in ~/.zshrc, after compinit",
        "runlog completion fish | source       # in ~/.config/fish/config.fish");
  }

  @Override
  public Options options() {
    return new Options();
  }

  @Override
  public int run(CommandLine line, World world) {
    var shell = line.getArgList().isEmpty() ? "" : line.getArgList().getFirst();
    world
        .out()
        .print(
            switch (shell) {
              case "bash" -> bash();
              case "zsh" -> zsh();
              case "fish" -> fish();
              default ->
                  throw Problem.usage("completion: '" + shell + "' is none of bash, zsh, fish");
            });
    return 0;
  }

  private static String names() {
    return Main.commands().stream().map(Command::name).collect(Collectors.joining(" "));
  }

  private static String words(String command) {
    return switch (command) {
      case "push" -> " mlflow wandb tensorboard";
      case "completion" -> " bash zsh fish";
      case "hook" -> " bash zsh fish python module git";
      case "import" -> " " + String.join(" ", ImportCommand.kinds());
      default -> "";
    };
  }

  private static String options(Command command) {
    return command.options().getOptions().stream()
            .map(option -> "--" + option.getLongOpt())
            .collect(Collectors.joining(" "))
        + " --help";
  }

  private static String bash() {
    var cases = new StringBuilder();
    for (var command : Main.commands()) {
      var runs = OF_RUNS.contains(command.name()) ? " $(_runlog_runs)" : "";
      var more = words(command.name());
      cases
          .append("    ")
          .append(command.name())
          .append(") words=\"")
          .append(options(command))
          .append(more)
          .append(runs)
          .append("\" ;;\n");
    }
    return """
        _runlog_runs() {
          local dir=$PWD
          while [ -n "$dir" ] && [ ! -d "$dir/outputs" ]; do dir=${dir%%/*}; done
          command ls -t "$dir/outputs" 2>/dev/null | head -n 200
        }
        _runlog() {
          local words i
          COMPREPLY=()
          if [ "$COMP_CWORD" -eq 1 ]; then
            COMPREPLY=($(compgen -W "%s" -- "${COMP_WORDS[1]}"))
            return
          fi
          for ((i = 2; i < COMP_CWORD; i++)); do
            if [ "${COMP_WORDS[1]}" = run ] && [ "${COMP_WORDS[i]}" = -- ]; then
              if declare -F _command_offset >/dev/null; then
                _command_offset $((i + 1))
              else
                COMPREPLY=($(compgen -c -f -- "${COMP_WORDS[COMP_CWORD]}"))
              fi
              return
            fi
          done
          case ${COMP_WORDS[1]} in
        %s  *) words= ;;
          esac
          COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _runlog runlog
        """
        .formatted(names(), cases.toString().replaceAll("(?m)^ {2}", ""));
  }

  private static String zsh() {
    var described =
        Main.commands().stream()
            .map(command -> "'" + command.name() + ":" + command.summary() + "'")
            .collect(Collectors.joining(" "));
    var cases = new StringBuilder();
    for (var command : Main.commands()) {
      var runs =
          OF_RUNS.contains(command.name()) ? " ${(f)\"$(command ls -t outputs 2>/dev/null)\"}" : "";
      var more = words(command.name());
      cases
          .append("    ")
          .append(command.name())
          .append(") compadd -- ")
          .append(options(command))
          .append(more)
          .append(runs)
          .append(" ;;\n");
    }
    return """
        _runlog() {
          local -a commands
          commands=(%s)
          if (( CURRENT == 2 )); then
            _describe command commands
            return
          fi
          local at=${words[(i)--]}
          if [[ ${words[2]} == run ]] && (( at < CURRENT )); then
            words=("${(@)words[at+1,-1]}")
            (( CURRENT -= at ))
            _normal
            return
          fi
          case ${words[2]} in
        %s  esac
          _files
        }
        compdef _runlog runlog
        """
        .formatted(described, cases.toString().replaceAll("(?m)^ {2}", ""));
  }

  private static String fish() {
    var lines = new StringBuilder("complete -c runlog -f\n");
    for (var command : Main.commands()) {
      lines
          .append("complete -c runlog -n __fish_use_subcommand -a ")
          .append(command.name())
          .append(" -d '")
          .append(command.summary())
          .append("'\n");
      for (var option : command.options().getOptions()) {
        lines
            .append("complete -c runlog -n '__fish_seen_subcommand_from ")
            .append(command.name())
            .append("' -l ")
            .append(option.getLongOpt());
        lines
            .append(option.hasArg() ? " -r" : "")
            .append(" -d '")
            .append(option.getDescription().replace("'", "\\'"))
            .append("'\n");
      }
    }
    for (var name : OF_RUNS) {
      lines
          .append("complete -c runlog -n '__fish_seen_subcommand_from ")
          .append(name)
          .append("' -a '(command ls -t outputs 2>/dev/null)'\n");
    }
    for (var name : List.of("completion", "hook", "push", "import")) {
      lines
          .append("complete -c runlog -n '__fish_seen_subcommand_from ")
          .append(name)
          .append("' -a '")
          .append(words(name).strip())
          .append("'\n");
    }
    lines.append(
        "complete -c runlog -n '__fish_seen_subcommand_from run' -a '(__fish_complete_subcommand --fcs-skip=2)'\n");
    return lines.toString();
  }
}
