package dev.runlog.launch;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

/// Runs its arguments as `runlog run` would. From the environment: `LOG` is the log file,
/// `TERMINALS` the descriptors that are terminals (`012`), `REPORT` a file for pid and exit.
final class LaunchMain {
  private LaunchMain() {}

  public static void main(String[] args) throws Exception {
    var env = new HashMap<>(System.getenv());
    var log = Path.of(env.remove("LOG"));
    var terminals = new HashSet<Integer>();
    env.getOrDefault("TERMINALS", "").chars().forEach(fd -> terminals.add(fd - '0'));
    env.remove("TERMINALS");
    var cwd = Path.of("").toAbsolutePath();
    var world =
        new World(
            System.out,
            System.err,
            new World.ChildStreams(Redirect.INHERIT, Redirect.INHERIT, Redirect.INHERIT),
            terminals,
            80,
            System.getenv(),
            cwd,
            cwd,
            Clock.systemUTC());
    System.exit(run(new Launch.Spec(List.of(args), cwd, env, log, world)));
  }

  private static int run(Launch.Spec spec) throws Exception {
    try {
      var child = Launch.start(spec);
      var exit = child.await();
      if (System.getenv("REPORT") instanceof String report) {
        java.nio.file.Files.writeString(
            Path.of(report), exit + "\n" + child.logTrouble().orElse("complete") + "\n");
      }
      return exit.code();
    } catch (Problem e) {
      System.err.println(e.getMessage());
      return e.exitCode();
    }
  }
}
