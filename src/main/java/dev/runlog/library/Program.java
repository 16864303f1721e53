package dev.runlog.library;

import dev.runlog.model.World;
import dev.runlog.plan.Plan;
import dev.runlog.plan.Planner;
import dev.runlog.plan.Request;
import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The program that calls: the process, the machine and the command line that it came from.
final class Program {
  private static final int MOST_JARS = 1000;

  private Program() {}

  static World world() {
    var env = System.getenv();
    var inherit = ProcessBuilder.Redirect.INHERIT;
    return new World(
        System.out,
        System.err,
        new World.ChildStreams(inherit, inherit, inherit),
        Set.of(),
        100,
        env,
        Path.of("").toAbsolutePath(),
        Path.of(env.getOrDefault("HOME", System.getProperty("user.home"))),
        Clock.system(ZoneId.systemDefault()));
  }

  static Plan plan(String name, World world) {
    return Planner.plan(
        new Request(argv(), name, null, null, null, List.of(), List.of(), null, true, false),
        world);
  }

  /// The main class and its arguments: what stands before them is the machine's, not the run's.
  private static List<String> argv() {
    var words = System.getProperty("sun.java.command", "java").split(" ");
    var all = List.of(ProcessHandle.current().info().arguments().orElse(words));
    int main = all.indexOf(words[0]);
    var own = main < 0 ? List.of(words) : all.subList(main, all.size());
    boolean isSource = own.size() > 1 && own.getFirst().endsWith(".SourceLauncher");
    return List.copyOf(isSource ? own.subList(1, own.size()) : own);
  }

  /// The main class's own name, in lower case.
  static String name() {
    var main = argv().getFirst();
    var file = main.substring(main.lastIndexOf('/') + 1);
    var known = file.endsWith(".java") || file.endsWith(".jar");
    return known
        ? file.substring(0, file.lastIndexOf('.'))
        : file.substring(file.lastIndexOf('.') + 1);
  }

  /// The JVM, and the libraries on its class path by their file names.
  static Map<String, @Nullable Object> environment() {
    var jars = new ArrayList<String>();
    for (var entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
      if (entry.endsWith(".jar") && jars.size() < MOST_JARS) {
        jars.add(entry.substring(entry.lastIndexOf(File.separatorChar) + 1));
      }
    }
    var facts = new LinkedHashMap<String, @Nullable Object>();
    facts.put("java", Runtime.version().toString());
    facts.put("jvm", System.getProperty("java.vm.name"));
    facts.put("class_path", jars);
    return facts;
  }
}
