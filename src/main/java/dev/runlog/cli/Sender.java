package dev.runlog.cli;

import dev.runlog.launch.Program;
import dev.runlog.model.World;
import dev.runlog.plan.Plan;
import dev.runlog.plan.PushRules;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// After a run of a project that pushes: the run is noted as waiting, and a process of its own
/// sends what waits, so that nobody waits for a server.
final class Sender {
  private Sender() {}

  static void after(Path folder, PushRules rules, Plan plan, World world) {
    try {
      new Pushing(world).queue(folder, plan.project(), rules);
      start(plan, world);
    } catch (IOException | RuntimeException e) {
      world.err().println("runlog: this run is not pushed: " + e.getMessage());
    }
  }

  private static void start(Plan plan, World world) throws IOException {
    var home = System.getProperty("runlog.home");
    if (home == null) {
      return; // no program to start: the next push sends it
    }
    var words = new ArrayList<String>();
    var setsid = Program.tool("setsid", world);
    if (setsid != null) {
      words.add(setsid.toString());
    }
    words.addAll(List.of(home + "/bin/runlog", "push", "--waiting", "--patient"));
    var nowhere = new File("/dev/null");
    var builder =
        new ProcessBuilder(words)
            .directory(plan.project().toFile())
            .redirectInput(nowhere)
            .redirectOutput(nowhere)
            .redirectError(log(world));
    builder.environment().clear();
    builder.environment().putAll(world.env());
    builder.start();
  }

  /// What the sender said last.
  private static File log(World world) throws IOException {
    return Files.createDirectories(world.state().resolve("push")).resolve("sender.log").toFile();
  }
}
