package dev.runlog.cli;

import dev.runlog.model.World;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// One command of runlog: a new one is a new file and a line in [Main#commands].
interface Command {

  String name();

  /// One line for the list of commands.
  String summary();

  /// How it is typed, after `runlog `.
  String usage();

  /// What it does, in short paragraphs; examples come before the options.
  String description();

  /// Command lines with a comment each, as a user would type them.
  List<String> examples();

  Options options();

  /// Does it and returns the exit code.
  int run(CommandLine line, World world);

  /// Whether the first word that is no option ends the options, because a command line of its own
  /// follows.
  default boolean takesCommand() {
    return false;
  }
}
