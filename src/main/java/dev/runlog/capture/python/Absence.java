package dev.runlog.capture.python;

import dev.runlog.capture.Sink;
import dev.runlog.model.Observation.Gap;
import java.nio.file.Path;
import java.util.List;

/// Why no Python process was seen, as far as the command line tells.
final class Absence {
  private Absence() {}

  static void explain(List<String> argv, Sink sink) {
    if (!isPython(argv.getFirst())) {
      sink.accept(new Gap("environment.python", "no Python process was seen"));
      return;
    }
    var option = isolating(argv);
    var why =
        option.isEmpty()
            ? "the interpreter did not start the probe"
            : "python " + option + " ignores the probe";
    for (var field : List.of("environment.python", "config", "random")) {
      sink.accept(new Gap(field, why));
    }
  }

  static boolean isPython(String program) {
    var name = Path.of(program).getFileName();
    var text = String.valueOf(name);
    return (text.startsWith("python") || text.startsWith("pypy")) // a regular expression costs 1 ms
        && text.matches("(python|pypy)[0-9.]*t?(\\.exe)?");
  }

  /// The option among those before the script that keeps the probe out, else empty.
  private static String isolating(List<String> argv) {
    for (var word : argv.subList(1, argv.size())) {
      if (!word.startsWith("-") || word.startsWith("--") || word.length() < 2) {
        return "";
      }
      for (char option : word.substring(1).toCharArray()) {
        if (option == 'I' || option == 'E' || option == 'S') {
          return "-" + option;
        }
        if ("cmWX".indexOf(option) >= 0) {
          break;
        }
      }
    }
    return "";
  }
}
