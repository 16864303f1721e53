package dev.runlog.cli;

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

  private static Option.Builder builder(String letter, String name, String description) {
    return Option.builder(letter.isEmpty() ? null : letter).longOpt(name).desc(description);
  }
}
