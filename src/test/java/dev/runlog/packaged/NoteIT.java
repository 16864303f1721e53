package dev.runlog.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Notes at a terminal, made by Python's pty module.
@Timeout(180)
class NoteIT {
  @TempDir private Path folder;
  private Packaged runlog;

  @BeforeEach
  void project() throws IOException {
    runlog = new Packaged(folder);
    runlog.env.keySet().removeAll(List.of("VISUAL", "EDITOR", "CI"));
    runlog.file("train.sh", "echo epoch 1 loss=0.5\n");
  }

  /// Types each second text when the first one has appeared.
  private Packaged.Result typed(List<List<String>> steps, String... args) throws Exception {
    var pty = Path.of("src/test/java/dev/runlog/launch/pty.py").toAbsolutePath().toString();
    var command =
        new ArrayList<>(
            List.of("python3", pty, "30x80", Json.line(steps), "--", Packaged.LAUNCHER.toString()));
    command.addAll(List.of(args));
    return runlog.startCommand(command).await();
  }

  private Path run() throws Exception {
    runlog.runlog("run", "-q", "--", "sh", "train.sh");
    return runlog.runs().getLast();
  }

  private Path editor(String name, String script) throws IOException {
    var file = runlog.file(name, "#!/bin/sh\n" + script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  @Test
  void theEditorIsOpenedAtTheFirstElementToWrite() throws Exception {
    var note = run().resolve("run.md");
    editor("bin/vim", "echo \"$@\" > args; echo mine >> \"$2\"");
    runlog.env.put("VISUAL", "bin/vim");
    runlog.env.put("EDITOR", "false");
    assertThat(typed(List.of(), "note").code()).isZero();
    assertThat(runlog.project.resolve("args")).hasContent("+3 " + note);
    assertThat(Files.readString(note)).endsWith("mine\n");
  }

  @Test
  void anEditorMayHaveArgumentsAndBeMissingOrFail() throws Exception {
    var note = run().resolve("run.md");
    var before = Files.readString(note);
    editor("my editor", "echo \"$1|$2\" > args");
    runlog.env.put("EDITOR", "'./my editor' --wait");
    assertThat(typed(List.of(), "note", "@").out()).contains("nothing was changed");
    assertThat(runlog.project.resolve("args")).hasContent("--wait|" + note);
    runlog.env.put("EDITOR", "exit 3;");
    var failed = typed(List.of(), "note", "@");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.out()).contains("ended with exit code 3");
    runlog.env.put("EDITOR", "no-such-editor");
    assertThat(typed(List.of(), "note", "@").code()).isEqualTo(1);
    assertThat(Files.readString(note)).isEqualTo(before);
  }

  @Test
  void ctrlCIsTheEditorsOwn() throws Exception {
    run();
    editor("ed.sh", "trap 'echo got; exit 0' INT; echo ready; while :; do sleep 0.1; done");
    runlog.env.put("EDITOR", "./ed.sh");
    var result = typed(List.of(List.of("ready", "\u0003")), "note", "@");
    assertThat(result.out()).contains("got").contains("still to write");
    assertThat(result.code()).isZero();
  }

  @Test
  void whoIsAtATerminalIsOfferedTheNoteAndNobodyElse() throws Exception {
    assertThat(runlog.runlog("run", "--", "sh", "train.sh").err()).doesNotContain("runlog note");
    var line = "  write it now: runlog note    2 notes wait this week: runlog todo\r\n";
    assertThat(typed(List.of(), "run", "--", "sh", "train.sh").out()).endsWith(line);
    runlog.env.put("CI", "true");
    assertThat(typed(List.of(), "run", "--", "sh", "train.sh").out()).doesNotContain("now:");
    assertThat(typed(List.of(), "run", "-q", "--", "true").out()).isEmpty();
  }

  @Test
  void runsAreWrittenOneByOneWithOneKeyEach() throws Exception {
    var first = run().resolve("run.md");
    for (int i = 0; i < 3; i++) {
      runlog.runlog("run", "-q", "--", "sh", "train.sh");
    }
    var steps =
        List.of(
            List.of("[1/4]", ""),
            List.of("uit:", "f"),
            List.of("[2/4]", ""),
            List.of("uit:", "\r"),
            List.of("[3/4]", ""),
            List.of("uit:", "t"),
            List.of("[4/4]", ""),
            List.of("uit:", "w"),
            List.of("Hypothesis:", "größer\n"),
            List.of("Change:", "=\n"),
            List.of("Result:", "\n"),
            List.of("Next:", "none\n"),
            List.of("Risk/Anomaly:", "=\n"),
            List.of("still to write: Result", "q"));
    var result = typed(steps, "todo", "--walk");
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("2 done, 2 left");
    assertThat(Files.readString(first))
        .contains("## Hypothesis\ngrößer\n## Change\nthe first recorded")
        .contains("## Result\n_Draft:_");
    assertThat(runlog.runs()).hasSize(4); // with .trash
    assertThat(runlog.runlog("todo").err()).startsWith("2 of 3 runs have");
  }

  @Test
  void pruningAsksAtATerminal() throws Exception {
    run();
    var no = typed(List.of(List.of("[y/N]", "\n")), "prune", "duration < 1h");
    assertThat(no.out()).contains("1 run to the trash?").contains("nothing was moved");
    assertThat(no.code()).isEqualTo(1);
    assertThat(typed(List.of(List.of("[y/N]", "y\n")), "prune", "duration < 1h").code()).isZero();
    assertThat(runlog.runlog("ls").code()).isEqualTo(1);
  }

  @Test
  void textComesFromStandardInputToo() throws Exception {
    var note = run().resolve("run.md");
    var command = "printf 'two\\nlines' | " + Packaged.LAUNCHER + " note @ --result -";
    assertThat(runlog.startCommand(List.of("sh", "-c", command)).await().code()).isZero();
    assertThat(Files.readString(note)).contains("## Result\ntwo\nlines\n## Next");
  }

  @Test
  void beingKilledLeavesTheNoteWhole() throws Exception {
    var note = run().resolve("run.md");
    for (int i = 0; i < 12; i++) {
      var before = Files.readString(note);
      var running = runlog.start("note", "@", "--append", "--result", "line " + i);
      running.process().waitFor(60 + 10L * i, TimeUnit.MILLISECONDS);
      running.process().destroyForcibly().waitFor();
      assertThat(runlog.runlog("note", "@", "--json").code()).isZero();
      assertThat(note).exists();
      var now = Files.readString(note);
      assertThat(now).matches(text -> text.equals(before) || text.contains("line "), "whole");
      assertThat(now).contains("# Run: ").contains("## Risk/Anomaly\n_Draft:_");
    }
  }

  @Test
  void aRunWhoseRecorderDiedGetsItsDrafts() throws Exception {
    var run = orphan();
    Packaged.until("the settling", () -> drafted(run));
    assertThat(Files.readString(run.resolve("run.md")))
        .contains("_Draft:_ loss 0.25")
        .contains("_Draft:_ lost (");
  }

  @Test
  void unlessAPersonHasWrittenMeanwhile() throws Exception {
    var run = orphan();
    var note = Files.writeString(run.resolve("run.md"), "## Result\nmine\n");
    Packaged.until("the settling", () -> isSettled(run));
    assertThat(note).content().isEqualTo("## Result\nmine\n");
  }

  /// A run whose recorder and command were killed.
  private Path orphan() throws Exception {
    runlog.runlog("run", "-q", "--", "sh", "train.sh");
    var running =
        runlog.start(
            "run", "-q", "-n", "zombie", "--", "sh", "-c", "echo epoch 1 loss=0.25; exec sleep 60");
    Packaged.until("the metric", () -> metric());
    var run = runlog.runs().getLast();
    running.process().destroyForcibly().waitFor();
    var pid =
        String.valueOf(((java.util.Map<?, ?>) Packaged.record(run).get("command")).get("pid"));
    new ProcessBuilder("kill", "-9", pid).start().waitFor();
    return run;
  }

  private boolean isSettled(Path run) {
    try {
      runlog.runlog("ls");
      return Packaged.contains(run.resolve("run.json"), "\"status\": \"lost\"");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean metric() {
    try {
      return runlog.runs().size() == 2
          && Packaged.contains(runlog.runs().getLast().resolve("metrics.jsonl"), "0.25");
    } catch (RuntimeException e) {
      return false;
    }
  }

  private boolean drafted(Path run) {
    try {
      runlog.runlog("ls");
      return Packaged.contains(run.resolve("run.md"), "_Draft:_");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
