package dev.runlog.capture.python;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whether a process that inherited a folder through its environment still lives.
final class InUse {
  private InUse() {}

  static boolean byAnyProcess(Path folder) {
    var processes = Path.of("/proc");
    if (!Files.isDirectory(processes)) {
      return false;
    }
    var self = Long.toString(ProcessHandle.current().pid());
    try (var all = Files.newDirectoryStream(processes, "[0-9]*")) {
      for (var process : all) {
        if (!process.endsWith(self) && mentions(process.resolve("environ"), folder.toString())) {
          return true;
        }
      }
    } catch (IOException e) {
      return true;
    }
    return false;
  }

  private static boolean mentions(Path environment, String folder) {
    try {
      return new String(Files.readAllBytes(environment), StandardCharsets.UTF_8).contains(folder);
    } catch (IOException e) {
      return false; // another user's, or gone
    }
  }
}
