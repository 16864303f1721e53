package dev.runlog.cli;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Option;

/// Help pages: what it does, examples first, then the options.
final class Help {
  private static final int WIDTH = 80;

  private Help() {}

  static String overview() {
    var page = new StringBuilder();
    page.append("runlog - the record of every experiment, without remembering to make it\n\n");
    page.append(
        "Put 'runlog run --' before the command that you type anyway. Every run leaves a folder with\n");
    page.append(
        "run.json (everything, for machines) and run.md (five short elements, for people).\n\n");
    page.append("Examples:\n");
    page.append("  runlog run -- python train.py --lr 0.05\n");
    page.append(
        "  runlog run -m \"does a smaller learning rate train more stably?\" -- python train.py\n");
    page.append("  runlog ls\n");
    page.append("  runlog show @\n\n");
    page.append("Commands:\n");
    for (var command : Main.commands()) {
      page.append(String.format("  %-11s %s%n", command.name(), command.summary()));
    }
    page.append(
        "\n'runlog COMMAND --help' explains a command. RUN is a run id, a part of one that fits only one\n");
    page.append(
        "run, a run folder, or @ for the newest run, @2 for the one before it, and so on.\n");
    return page.toString();
  }

  static String of(Command command) {
    var page = new StringBuilder();
    page.append("runlog ")
        .append(command.name())
        .append(" - ")
        .append(command.summary())
        .append("\n\n");
    page.append("Usage: runlog ").append(command.usage()).append("\n\n");
    page.append(command.description()).append("\n\nExamples:\n");
    command.examples().forEach(example -> page.append("  ").append(example).append('\n'));
    page.append("\nOptions:\n");
    command.options().getOptions().forEach(option -> option(option, page));
    page.append("  -h, --help\n        this page\n");
    return page.toString();
  }

  private static void option(Option option, StringBuilder page) {
    page.append("  ").append(option.getOpt() == null ? "" : "-" + option.getOpt() + ", ");
    page.append("--")
        .append(option.getLongOpt())
        .append(option.hasArg() ? " " + option.getArgName() : "")
        .append('\n');
    wrapped(option.getDescription())
        .forEach(line -> page.append("        ").append(line).append('\n'));
  }

  private static List<String> wrapped(String text) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (var word : text.split(" ")) {
      if (line.length() + word.length() + 1 > WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
