package dev.runlog.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many processes of our control group the kernel has killed for memory so far; 0 where it
/// does not say.
final class OomCounter {
  private OomCounter() {}

  static long read() {
    try {
      for (var line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
        var parts = line.split(":", 3);
        var file =
            parts[1].isEmpty()
                ? Path.of("/sys/fs/cgroup", parts[2], "memory.events")
                : Path.of("/sys/fs/cgroup/memory", parts[2], "memory.oom_control");
        if ((parts[1].isEmpty() || parts[1].equals("memory")) && Files.exists(file)) {
          return count(file);
        }
      }
    } catch (IOException | RuntimeException e) {
      return 0;
    }
    return 0;
  }

  private static long count(Path file) throws IOException {
    for (var line : Files.readAllLines(file)) {
      if (line.startsWith("oom_kill ")) {
        return Long.parseLong(line.substring("oom_kill ".length()).strip());
      }
    }
    return 0;
  }
}
