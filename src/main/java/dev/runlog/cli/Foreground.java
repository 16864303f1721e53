package dev.runlog.cli;

import dev.runlog.model.World;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// Another program that has the terminal until it ends: an editor, `wandb`, `tensorboard`.
final class Foreground {
  private Foreground() {}

  /// A program of the user's by its name; null where there is none.
  static @Nullable Path find(String name, World world) {
    for (var folder : world.env().getOrDefault("PATH", "").split(File.pathSeparator)) {
      var file = world.cwd().resolve(folder).resolve(name).toFile();
      if (!folder.isEmpty() && file.isFile() && file.canExecute()) {
        return file.toPath();
      }
    }
    return null;
  }

  /// Runs it and returns its exit code. Ctrl-C is the program's own; whatever else ends this
  /// process ends it too.
  static int run(List<String> words, World world) throws IOException {
    var builder = new ProcessBuilder(words).directory(world.cwd().toFile());
    builder.redirectInput(world.childStreams().in());
    builder.redirectOutput(world.childStreams().out()).redirectError(world.childStreams().err());
    builder.environment().clear();
    builder.environment().putAll(world.env());
    var started = new AtomicReference<@Nullable Process>();
    // a terminal sends it to both; who sends it to this process alone means the program
    var before =
        Signal.handle(
            new Signal("INT"),
            signal -> {
              var program = started.get();
              if (program != null && !world.isTerminal(0)) {
                program.destroy();
              }
            });
    try {
      var process = builder.start();
      started.set(process);
      var end = new Thread(process::destroy);
      Runtime.getRuntime().addShutdownHook(end);
      int code = process.waitFor();
      Runtime.getRuntime().removeShutdownHook(end);
      return code;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 130;
    } finally {
      Signal.handle(new Signal("INT"), before == null ? SignalHandler.SIG_DFL : before);
    }
  }
}
