package dev.runlog.capture.config;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.capture.Source;
import dev.runlog.model.Observation.Origin;
import dev.runlog.model.Observation.Parameter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/// The parameters that were typed. Without the program's own parser some readings are guesses,
/// always the plain one: `--no-flag` is `no_flag: true`, a word after a flag is its value. What
/// the program itself reports wins over them.
public final class CommandLineSource implements Source {
  @Override
  public String name() {
    return "command line";
  }

  @Override
  public void before(Setting setting, Sink sink) {
    var argv = setting.redactor().argv(setting.plan().argv());
    var cwd = setting.plan().cwd();
    var parameters = Arguments.read(Program.of(argv).arguments(), word -> exists(cwd, word));
    if (setting.redactor().tree(parameters) instanceof Map<?, ?> masked) {
      masked.forEach(
          (key, value) ->
              sink.accept(new Parameter(String.valueOf(key), value, Origin.COMMAND_LINE, name())));
    }
  }

  private static boolean exists(Path cwd, String word) {
    try {
      return Files.exists(cwd.resolve(word));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
