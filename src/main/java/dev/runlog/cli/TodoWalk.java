package dev.runlog.cli;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.SettingsFile;
import dev.runlog.query.RunList;
import dev.runlog.query.Selector;
import dev.runlog.record.Noting;
import dev.runlog.render.Look;
import dev.runlog.render.NoteCard;
import dev.runlog.render.NoteElement;
import dev.runlog.render.NoteText;
import dev.runlog.render.Numbers;
import dev.runlog.render.RunTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Goes through runs whose notes are to write, one key each.
final class TodoWalk {
  private static final String KEYS =
      "[w]rite [e]dit [a]ccept drafts [f]orgotten [t]rash [Enter] later [q]uit: ";

  private final World world;
  private final Input input;
  private int written;

  TodoWalk(World world) throws IOException {
    if (!world.isTerminal(0) || !world.isTerminal(1)) {
      throw Problem.usage("todo: --walk needs a terminal; for scripts: --json, and runlog note");
    }
    this.world = world;
    this.input = new Input(world);
  }

  int through(RunList open) throws IOException {
    for (int i = 0; i < open.size(); i++) {
      show(open, i);
      if (!isDone(open.folder(i))) {
        break;
      }
    }
    int left = open.size() - written;
    say(open.size() == 0 ? "every note is written" : "\n" + written + " done, " + left + " left");
    return 0;
  }

  private void show(RunList open, int i) {
    var look = Look.of(world);
    var start = TodoCommand.text(open, i, "start");
    var age = start == null ? "" : RunTable.age(start, world.clock().instant()) + " ago, ";
    var time = open.value(i, "duration") instanceof Double s ? " in " + Numbers.duration(s) : "";
    say(
        "\n["
            + (i + 1)
            + "/"
            + open.size()
            + "] "
            + Selector.id(open.folder(i))
            + "  "
            + age
            + TodoCommand.text(open, i, "status")
            + time);
    say(
        "  "
            + TodoCommand.clean(
                String.valueOf(TodoCommand.text(open, i, "command")), world.width() - 2));
    NoteCard.lines(NoteText.of(Noting.text(open.folder(i))), look).forEach(this::say);
  }

  /// Does what keys say with one run; false at the end of the walk.
  private boolean isDone(Path folder) throws IOException {
    while (true) {
      world.out().print(KEYS);
      world.out().flush();
      char key = input.key();
      say(key > ' ' ? String.valueOf(key) : "");
      switch (key) {
        case 'w' -> write(folder);
        case 'e' -> Editor.of(world).write(folder, world);
        case 'a' -> change(folder, NoteText::accepted);
        case 'f' -> change(folder, NoteText::forgotten);
        case 't' -> {
          Removal.take(List.of(folder.toAbsolutePath().normalize()), world);
          written++;
          return true;
        }
        case '\r', '\n', ' ', 's', 'l', 'n' -> {
          return true;
        }
        case 'q', 0 -> {
          return false;
        }
        default -> say("there is no key '" + key + "'");
      }
      if ("weaf".indexOf(key) >= 0) {
        var left = NoteText.of(Noting.text(folder)).debt();
        if (left.isEmpty()) {
          written++;
          return true;
        }
        say("  still to write: " + NoteElement.titles(left));
      }
    }
  }

  /// Asks for each open element on a line of its own.
  private void write(Path folder) throws IOException {
    var note = NoteText.of(Noting.text(folder));
    say(
        "  a line for each; Enter: later"
            + (note.accepted().debt().equals(note.debt()) ? "" : "; =: as drafted"));
    var texts = new LinkedHashMap<NoteElement, String>();
    for (var element : note.debt()) {
      world.out().print("  " + element.title + ": ");
      world.out().flush();
      var line = input.line();
      if (line == null) {
        break;
      }
      if (!line.isBlank()) {
        texts.put(element, line.strip().equals("=") ? note.words(element) : masked(line));
      }
    }
    change(folder, before -> with(before, texts));
  }

  private String masked(String text) throws IOException {
    return Noting.masked(text, SettingsFile.find(world.cwd()).settings().redact(), world);
  }

  /// Only what is still open: somebody else may have written meanwhile.
  private static NoteText with(NoteText before, Map<NoteElement, String> texts) {
    var now = before;
    for (var entry : texts.entrySet()) {
      boolean isOpen = now.state(entry.getKey()).isOpen() && !entry.getValue().isBlank();
      now = isOpen ? now.with(entry.getKey(), entry.getValue()) : now;
    }
    return now;
  }

  private void change(Path folder, UnaryOperator<NoteText> change) {
    try {
      Noting.change(folder, change);
    } catch (IOException e) {
      say("  nothing was changed: " + NoteCommand.why(e));
    }
  }

  private void say(String line) {
    world.out().println(line);
  }
}
