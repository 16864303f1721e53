package dev.runlog.cli;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.record.Noting;
import dev.runlog.render.NoteText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The user's editor: `command` is a piece of shell, as Git takes it too.
record Editor(String command) {
  private static final List<String> USUAL = List.of("editor", "nano", "vim", "vi");
  private static final Set<String> WITH_PLUS =
      Set.of(
          "editor",
          "vi",
          "vim",
          "nvim",
          "view",
          "gvim",
          "vim.basic",
          "vim.tiny",
          "nano",
          "pico",
          "emacs",
          "emacsclient",
          "micro",
          "joe",
          "jed",
          "mcedit",
          "ne",
          "kak");
  private static final Set<String> WITH_GOTO = Set.of("code", "codium", "cursor", "windsurf");
  private static final Set<String> WITH_COLON = Set.of("subl", "hx", "helix", "zed", "mate");

  /// `VISUAL`, else `EDITOR`, else a usual one that is installed.
  static Editor of(World world) {
    if (!world.isTerminal(0) || !world.isTerminal(1)) {
      throw Problem.usage(
          "note: there is no terminal for an editor. Write it directly: runlog note RUN --result"
              + " TEXT");
    }
    for (var name : List.of("VISUAL", "EDITOR")) {
      var value = world.env().getOrDefault(name, "");
      if (!value.isBlank()) {
        return new Editor(value.strip());
      }
    }
    for (var name : USUAL) {
      if (Foreground.find(name, world) != null) {
        return new Editor(name);
      }
    }
    throw Problem.usage(
        "note: there is no editor here (VISUAL and EDITOR are not set). Write it directly: runlog"
            + " note RUN --result TEXT");
  }

  /// Opens a run's note where it is to be written and tells what is left to write; the exit code.
  int write(Path folder, World world) throws IOException {
    var file = Noting.present(folder);
    var before = Noting.text(folder);
    int code = open(file, NoteText.of(before).lineToWrite(), world);
    var now = Noting.text(folder);
    if (code != 0) {
      world.err().println("runlog: the editor '" + command + "' ended with exit code " + code);
      return 1;
    }
    if (now.equals(before)) {
      world.err().println("nothing was changed");
    }
    NoteCommand.print(folder, NoteText.of(now), false, world);
    return 0;
  }

  private int open(Path file, int line, World world) throws IOException {
    var words =
        new ArrayList<>(List.of("/bin/sh", "-c", "trap : INT; " + command + " \"$@\"", command));
    words.addAll(place(file.toString(), line));
    return Foreground.run(words, world);
  }

  /// The file, in the way in which this editor is told a line.
  private List<String> place(String file, int line) {
    var program = command.split("\\s+")[0];
    var name = program.substring(program.lastIndexOf('/') + 1);
    if (WITH_PLUS.contains(name)) {
      return List.of("+" + line, file);
    }
    if (WITH_GOTO.contains(name)) {
      boolean waits = command.contains("--wait") || command.contains(" -w");
      return waits
          ? List.of("--goto", file + ":" + line)
          : List.of("--wait", "--goto", file + ":" + line);
    }
    return List.of(WITH_COLON.contains(name) ? file + ":" + line : file);
  }
}
