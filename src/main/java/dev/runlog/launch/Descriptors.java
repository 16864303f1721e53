package dev.runlog.launch;

import dev.runlog.model.World;
import java.util.ArrayList;
import java.util.List;

/// The descriptors above 2 that the caller passes on, such as those of `<(...)` or of make's
/// jobs. Java closes them in every process that it starts; the command gets them back through
/// bash, the one shell that can name all of them, which opens ours again.
final class Descriptors {
  private Descriptors() {}

  /// The command line that passes them on; the same where there are none, or no bash.
  static List<String> passed(List<String> argv, World world) {
    var again = new StringBuilder();
    for (var name : System.getProperty("runlog.descriptors", "").strip().split(" ")) {
      var mode = name.isEmpty() ? "" : Linux.modeToOpenAgain(Integer.parseInt(name));
      if (!mode.isEmpty()) {
        var ours = "/proc/" + ProcessHandle.current().pid() + "/fd/" + name;
        again.append("exec ").append(name).append(mode).append(ours).append("\n");
      }
    }
    var bash = again.isEmpty() ? null : Program.tool("bash", world);
    if (bash == null) {
      return argv;
    }
    var level = world.env().get("SHLVL");
    // bash counts itself in, and out again at exec
    again.append(
        level == null ? "exec env -u SHLVL \"$@\"" : "export SHLVL=$(($0 + 1))\nexec -- \"$@\"");
    var command = new ArrayList<String>();
    // -p: without the start-up file that BASH_ENV may name
    command.addAll(List.of(bash.toString(), "-p", "-c", again.toString()));
    command.add(level == null ? "bash" : level);
    command.addAll(argv);
    return command;
  }
}
