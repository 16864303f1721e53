package dev.runlog.cli;

import dev.runlog.json.Json;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import dev.runlog.plan.SettingsFile;
import dev.runlog.query.Selector;
import dev.runlog.record.Noting;
import dev.runlog.render.NoteElement;
import dev.runlog.render.NoteText;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/// `runlog note`: the human layer of a run.
final class NoteCommand implements Command {

  @Override
  public String name() {
    return "note";
  }

  @Override
  public String summary() {
    return "write the note of a run: in the editor, or a line at a time";
  }

  @Override
  public String usage() {
    return "note [OPTIONS] [RUN]";
  }

  @Override
  public String description() {
    return """
        Opens run.md of a run in $VISUAL or $EDITOR, at the first element that is not written yet; or
        writes elements directly, for scripts and agents. Without RUN: the newest.

        TEXT replaces only what nobody has written: a placeholder or a draft. Where there is text already
        it is refused, and nothing is changed; --append adds below it. '-' reads the text from standard
        input. Secrets in it are masked. A run that is still running can be written too: its note is
        yours then, and gets no drafts at its end unless you ask for them with --draft.""";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog note",
        "runlog note @2 --result \"worse: overfits from epoch 8\" --next \"try weight decay\"",
        "runlog note ablation_lr --append --result \"confirmed with three seeds\"",
        "runlog note @ --accept                    # the drafts are right as they are",
        "runlog note @5 --forgotten                # nobody recalls what the rest was");
  }

  @Override
  public Options options() {
    var options = new Options();
    for (var element : NoteElement.values()) {
      options.addOption(Opt.value("", option(element), "TEXT", "the element " + element.title));
    }
    return options
        .addOption(Opt.flag("a", "append", "add below what is written already"))
        .addOption(Opt.flag("", "draft", "draft from facts what is empty, of a run that is over"))
        .addOption(Opt.flag("", "accept", "take the drafts over as they are"))
        .addOption(
            Opt.flag(
                "",
                "forgotten",
                "mark what is still open as 'cannot recall': it counts as written and says so"))
        .addOption(Opt.flag("", "json", "print the elements as JSON; opens no editor"));
  }

  private static String option(NoteElement element) {
    return element.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public int run(CommandLine line, World world) {
    var words = line.getArgList();
    if (words.size() > 1) {
      throw Problem.usage(
          "note: one run at a time, not '"
              + String.join(" ", words)
              + "'. Text goes into quotes: runlog note @ --result \"...\"");
    }
    var folder = new Selector(Planner.outputs(world)).one(words.isEmpty() ? "@" : words.getFirst());
    try {
      var texts = texts(line, world);
      boolean isWriting =
          !texts.isEmpty()
              || line.hasOption("draft")
              || line.hasOption("accept")
              || line.hasOption("forgotten");
      if (line.hasOption("append") && texts.isEmpty()) {
        throw Problem.usage("note: --append needs a text, as in --append --result \"...\"");
      }
      if (!isWriting && !line.hasOption("json")) {
        return Editor.of(world).write(folder, world);
      }
      var note =
          isWriting
              ? Noting.change(
                  folder, before -> changed(drafted(before, folder, line, world), texts, line))
              : NoteText.of(Noting.text(folder));
      print(folder, note, line.hasOption("json"), world);
      return 0;
    } catch (IOException e) {
      throw Problem.notFound("note: nothing was changed: " + why(e));
    }
  }

  private static Map<NoteElement, String> texts(CommandLine line, World world) throws IOException {
    var texts = new LinkedHashMap<NoteElement, String>();
    for (var element : NoteElement.values()) {
      var values = line.getOptionValues(option(element));
      if (values != null) {
        texts.put(element, text(option(element), String.join("\n", values), world));
      }
    }
    return texts;
  }

  private static String text(String option, String value, World world) throws IOException {
    var text = value.equals("-") ? new Input(world).all() : value;
    if (text.isBlank()) {
      throw Problem.usage("note: --" + option + " is empty; --forgotten says 'cannot recall'");
    }
    return Noting.masked(text, SettingsFile.find(world.cwd()).settings().redact(), world);
  }

  private static NoteText drafted(NoteText before, Path folder, CommandLine line, World world) {
    return line.hasOption("draft")
        ? before.drafted(Drafts.of(ComparedRuns.read(folder, world), world))
        : before;
  }

  private static NoteText changed(
      NoteText before, Map<NoteElement, String> texts, CommandLine line) {
    var now = before;
    for (var entry : texts.entrySet()) {
      var element = entry.getKey();
      boolean isWritten = now.state(element) == NoteText.State.WRITTEN;
      if (isWritten && !line.hasOption("append")) {
        throw Problem.notFound(refusal(element, now.body(element)));
      }
      now =
          isWritten ? now.withMore(element, entry.getValue()) : now.with(element, entry.getValue());
    }
    now = line.hasOption("accept") ? now.accepted() : now;
    return line.hasOption("forgotten") ? now.forgotten() : now;
  }

  private static String refusal(NoteElement element, String body) {
    var first = body.lines().findFirst().orElse("");
    return "note: "
        + element.title
        + " is written already, and nothing was changed: \""
        + (first.length() > 60 ? first.substring(0, 60) + "..." : first)
            .replaceAll("\\p{Cntrl}", "?")
        + "\". To add to it: --append; to change it: runlog note RUN";
  }

  static void print(Path folder, NoteText note, boolean json, World world) {
    var id = Selector.id(folder);
    if (json) {
      world.out().print(Json.pretty(tree(id, note)));
      return;
    }
    var debt = note.debt();
    world
        .err()
        .println(
            id
                + ": "
                + (debt.isEmpty() ? "written" : "still to write: " + NoteElement.titles(debt)));
  }

  private static Map<String, @Nullable Object> tree(String id, NoteText note) {
    var elements = new LinkedHashMap<String, @Nullable Object>();
    for (var element : NoteElement.values()) {
      var one = new LinkedHashMap<String, @Nullable Object>();
      one.put("state", note.state(element).name().toLowerCase(Locale.ROOT));
      one.put("text", note.words(element));
      elements.put(option(element), one);
    }
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("run_id", id);
    tree.put("elements", elements);
    tree.put("debt", note.debt().stream().map(NoteCommand::option).toList());
    return tree;
  }

  /// What is wrong, without the names of Java.
  static String why(IOException e) {
    return switch (e) {
      case NoSuchFileException none -> none.getFile() + " is not there, or a link to nowhere";
      case AccessDeniedException denied -> denied.getFile() + " may not be written";
      case FileSystemException other -> other.getFile() + ": " + other.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
