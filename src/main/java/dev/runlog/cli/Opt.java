package dev.runlog.cli;

import dev.runlog.model.Problem;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/// Short ways to declare options.
final class Opt {
  private Opt() {}

  /// `-q, --quiet`; `letter` empty where there is none.
  static Option flag(String letter, String name, String description) {
    return builder(letter, name, description).get();
  }

  /// `-m, --message TEXT`; may be given several times.
  static Option value(String letter, String name, String argument, String description) {
    return builder(letter, name, description).hasArg().argName(argument).get();
  }

  /// The whole number of an option; a [Problem] where it is none, or less than 0.
  static int number(CommandLine line, String name, int otherwise) {
    var text = line.getOptionValue(name);
    if (text == null) {
      return otherwise;
    }
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw Problem.usage("--" + name + " takes a whole number, not '" + text + "'");
    }
  }

  private static Option.Builder builder(String letter, String name, String description) {
    return Option.builder(letter.isEmpty() ? null : letter).longOpt(name).desc(description);
  }
}
