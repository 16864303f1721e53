package dev.runlog.cli;

import static dev.runlog.cli.Cli.field;
import static dev.runlog.cli.Cli.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void project() {
    cli = new Cli(folder);
  }

  @Test
  void aRunLeavesItsRecordAndTheCommandKeepsItsOutput() throws IOException {
    var result =
        cli.runlog(
            "run",
            "-m",
            "does it print?",
            "--tag",
            "a",
            "--tag",
            "b",
            "--",
            "sh",
            "-c",
            "echo out; echo err >&2");
    assertThat(result.code()).isZero();
    assertThat(result.childOut()).isEqualTo("out\n");
    assertThat(result.childErr()).isEqualTo("err\n");
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines())
        .hasSizeBetween(2, 5)
        .first()
        .asString()
        .contains("finished in");

    var run = cli.onlyRun();
    var record = record(run);
    assertThat(record)
        .containsEntry("status", "finished")
        .containsEntry("run_id", run.getFileName().toString());
    assertThat(field(record, "command.exit_code")).isEqualTo(0L);
    assertThat(field(record, "command.cause")).isEqualTo("exit");
    assertThat(field(record, "command.argv"))
        .isEqualTo(List.of("sh", "-c", "echo out; echo err >&2"));
    assertThat(field(record, "command.cwd")).isEqualTo(cli.project.toString());
    assertThat(record)
        .containsEntry("hypothesis", "does it print?")
        .containsEntry("tags", List.of("a", "b"));
    assertThat(Files.readString(run.resolve("train.log")).lines())
        .containsExactlyInAnyOrder("out", "err");
    assertThat(Files.readString(run.resolve("run.md")))
        .startsWith("# Run: " + run.getFileName() + "\n## Hypothesis\ndoes it print?\n## Change\n");
  }

  @Test
  void quietPrintsNothing() {
    var result = cli.runlog("run", "--quiet", "--", "echo", "x");
    assertThat(result.err()).isEmpty();
    assertThat(result.childOut()).isEqualTo("x\n");
  }

  @Test
  void aFailureIsARecordToo() {
    var result = cli.runlog("run", "--", "sh", "-c", "exit 3");
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err()).contains("failed (exit code 3)");
    var record = record(cli.onlyRun());
    assertThat(record).containsEntry("status", "failed");
    assertThat(field(record, "command.exit_code")).isEqualTo(3L);
  }

  @Test
  void aSignalIsTold() {
    var result = cli.runlog("run", "--", "sh", "-c", "kill -TERM $$");
    assertThat(result.code()).isEqualTo(128 + 15);
    var record = record(cli.onlyRun());
    assertThat(record).containsEntry("status", "killed");
    assertThat(field(record, "command.signal")).isEqualTo("TERM");
    assertThat(field(record, "command.cause")).isEqualTo("sigterm");
  }

  @Test
  void aCommandThatIsNotThereLeavesNoRecord() {
    var result = cli.runlog("run", "--", "no-such-command-xyz");
    assertThat(result.code()).isEqualTo(127);
    assertThat(result.err()).contains("no-such-command-xyz").contains("not found");
    assertThat(cli.runs()).isEmpty();
    cli.file("plain.txt", "x");
    assertThat(cli.runlog("run", "--", "./plain.txt").code()).isEqualTo(126);
  }

  @Test
  void wrongUsageSaysWhatToDo() {
    assertThat(cli.runlog("run").code()).isEqualTo(2);
    assertThat(cli.runlog("run").err()).contains("no command to run");
    var typo = cli.runlog("run", "--mesage", "x", "--", "true");
    assertThat(typo.code()).isEqualTo(2);
    assertThat(typo.err()).contains("'--mesage'").contains("did you mean '--message'?");
    assertThat(cli.runlog("rnu", "--", "true").err()).contains("did you mean 'run'?");
    assertThat(cli.runs()).isEmpty();
  }

  @Test
  void theNextRunOfTheScriptIsComparedWithTheLast() throws IOException {
    cli.file("train.sh", "echo \"epoch 1 val_acc=$1\"\n");
    cli.runlog("run", "--", "sh", "train.sh", "0.90");
    var result = cli.runlog("run", "--", "sh", "train.sh", "0.95");
    assertThat(result.err()).contains("val_acc 0.95 (+0.05)");
    var runs = cli.runs();
    var record = record(runs.getLast());
    assertThat(record).containsEntry("parent", runs.getFirst().getFileName().toString());
    assertThat(Files.readString(runs.getLast().resolve("run.md")))
        .contains("_Draft:_ val_acc 0.95 (+0.05)");
  }

  @Test
  void theParentIsTheRunThatLsNamesFirst() throws IOException {
    cli.file("train.sh", "true\n");
    for (int i = 0; i < 11; i++) {
      cli.runlog("run", "--name", "same", "--quiet", "--", "sh", "train.sh");
    }
    var newest = Json.readObject(cli.runlog("show", "--json", "@").out());
    cli.runlog("run", "--name", "other", "--quiet", "--", "sh", "train.sh");
    var last = Json.readObject(cli.runlog("show", "--json", "@").out());
    assertThat(last).containsEntry("name", "other").containsEntry("parent", newest.get("run_id"));
  }

  @Test
  void aFolderWithAColonInItsName() throws IOException {
    var there = new Cli(folder.resolve("a:b c"));
    var result = there.runlog("run", "--", "sh", "-c", "echo epoch 1 loss=0.5; python3 -c pass");
    assertThat(result.code()).isZero();
    var record = record(there.onlyRun());
    assertThat(record).containsEntry("status", "finished");
    assertThat(field(record, "metrics.loss")).isEqualTo(0.5);
    assertThat(there.runlog("ls").out()).contains("finished");
  }

  @Test
  void aClockThatJumpsBackDoesNotMakeTimesNegative() throws IOException {
    cli.jumpBack(Duration.ofHours(3));
    cli.runlog("run", "--", "sh", "-c", "echo epoch 1 loss=0.5");
    var record = record(cli.onlyRun());
    var start = OffsetDateTime.parse(String.valueOf(field(record, "timestamp.start")));
    var end = OffsetDateTime.parse(String.valueOf(field(record, "timestamp.end")));
    assertThat(end).isAfterOrEqualTo(start);
    assertThat(((Number) field(record, "timestamp.duration_seconds")).doubleValue())
        .isBetween(0.0, 60.0);
    assertThat(((Number) field(record, "resources.wall_seconds")).doubleValue())
        .isBetween(0.0, 60.0);
  }

  @Test
  void aNoteThatAPersonTouchedDuringTheRunIsLeftAlone() throws IOException {
    cli.runlog("run", "--", "sh", "-c", "echo '## Hypothesis mine' > $RUNLOG_RUN_DIR/run.md");
    assertThat(cli.onlyRun().resolve("run.md")).hasContent("## Hypothesis mine");
  }

  @Test
  void runsInTheSameMinuteGetNumbersAndTheNameIsReduced() {
    cli.runlog("run", "--name", "Höhe / Test", "--", "true");
    cli.runlog("run", "--name", "Höhe / Test", "--", "true");
    cli.runlog("run", "--", "sh", "-c", "true", "--exp_name", "ablation");
    var names = cli.runs().stream().map(run -> record(run).get("name")).toList();
    assertThat(names).contains("h_he_test", "ablation");
    assertThat(cli.runs()).hasSize(3);
  }

  @Test
  void thePatternOfTheConfigFileNamesTheRun() {
    cli.file("configs/ablation_lr.yaml", "lr: 0.1\n");
    cli.file("configs/named.yaml", "experiment_name: \"Warm up\"\nlr: 0.1\n");
    cli.runlog("run", "--", "true", "--config", "configs/ablation_lr.yaml");
    cli.runlog("run", "--", "true", "--config=configs/named.yaml");
    var names = cli.runs().stream().map(run -> record(run).get("name")).toList();
    assertThat(names).containsExactlyInAnyOrder("ablation_lr", "warm_up");
  }

  @Test
  void aFolderThatCannotBeMadeIsToldOnceAndTheRunGoesOn() {
    cli.file("outputs", "a file where the folder should be");
    var result = cli.runlog("run", "--", "echo", "still runs");
    assertThat(result.code()).isZero();
    assertThat(result.childOut()).isEqualTo("still runs\n");
    assertThat(result.err().lines().filter(line -> line.contains("warning"))).hasSize(1);
    assertThat(result.err()).contains("the record is in ");
  }

  @Test
  void theChildSeesItsOwnEnvironment() {
    cli.env.put("MARK", "x");
    cli.env.remove("PYTHONPATH");
    var result = cli.runlog("run", "--", "sh", "-c", "echo $MARK $RUNLOG_RUN_ID");
    assertThat(result.childOut()).isEqualTo("x " + cli.onlyRun().getFileName() + "\n");
  }

  @Test
  void aRunInsideARunIsGroupedUnderIt() {
    cli.env.put("RUNLOG_RUN_ID", "2026-01-01_0000_sweep");
    cli.runlog("run", "--", "true");
    assertThat(record(cli.onlyRun())).containsEntry("group", "2026-01-01_0000_sweep");
  }

  @Test
  void lsAndShowTellOfIt() throws IOException {
    cli.runlog("run", "--name", "first", "--", "sh", "-c", "echo epoch 1 loss=0.5");
    var id = cli.onlyRun().getFileName().toString();
    var list = cli.runlog("ls");
    assertThat(list.out())
        .contains(
            "RUN",
            "AGE",
            "STATUS",
            "LOSS".toLowerCase(java.util.Locale.ROOT),
            id,
            "finished",
            "0.5");
    assertThat(cli.runlog("show", "first").out()).contains(id, "finished", "## Hypothesis");
    assertThat(cli.runlog("show", "--json", "@").out())
        .isEqualTo(Files.readString(cli.onlyRun().resolve("run.json")));
    var missing = cli.runlog("show", "frist");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("no run in").contains("'frist'");
    assertThat(cli.runlog("show", "@7").err()).contains("there is no @7: 1 runs are here");
  }

  @Test
  void aRunWhoseRecorderDiedIsSettledByTheNextLook() throws IOException {
    cli.runlog("run", "--", "sh", "-c", "echo epoch 1 loss=0.5");
    var run = cli.onlyRun();
    asIfTheRecorderHadDied(run);
    assertThat(cli.runlog("ls").out()).contains("lost");
    var record = record(run);
    assertThat(record).containsEntry("status", "lost");
    assertThat(field(record, "command.cause")).isEqualTo("unknown");
    assertThat(field(record, "metrics.loss")).isEqualTo(0.5);
  }

  @Test
  void aCommandThatEndedUnasked() throws IOException {
    cli.runlog("run", "--", "sh", "-c", "true");
    var run = cli.onlyRun();
    asIfTheRecorderHadDied(run);
    var parent = new ProcessBuilder("sh", "-c", "true & echo $!; exec sleep 60").start();
    try (var told = parent.inputReader()) {
      var zombie = told.readLine();
      var text = Files.readString(run.resolve("run.json"));
      Files.writeString(
          run.resolve("run.json"),
          text.replaceFirst(
              "\"pid\": \\d+,\\s+\"pid_started_ms\": \\d+",
              "\"pid\": " + zombie + ", \"pid_started_ms\": null"));
      assertThat(cli.runlog("ls").out()).contains("lost");
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void settlingMasksWhatTheProjectCallsSecret() throws IOException {
    cli.file("runlog.toml", "redact = [\"colour\"]\n");
    cli.runlog("run", "--", "sh", "-c", "true");
    var run = cli.onlyRun();
    asIfTheRecorderHadDied(run);
    Files.writeString(run.resolve("train.log"), "colour=Ultramarine-77x\n");
    cli.runlog("ls");
    assertThat(record(run)).containsEntry("status", "lost");
    assertThat(Files.readString(run.resolve("train.log")))
        .startsWith("colour=")
        .doesNotContain("Ultramarine");
  }

  @Test
  void aRunThatDiedBeforeItsPatchWasMadeSaysSo() throws IOException {
    cli.file("train.sh", "true\n");
    cli.committed();
    cli.file("train.sh", "true # changed\n");
    cli.runlog("run", "--", "sh", "train.sh");
    var run = cli.onlyRun();
    asIfTheRecorderHadDied(run);
    var file = run.resolve("run.json");
    Files.writeString(
        file,
        Files.readString(file).replaceAll("\"(tree|patch|patch_hash)\": \".*\"", "\"$1\": null"));
    Files.writeString(run.resolve(".changes.patch"), "half a patch");
    cli.runlog("ls");
    assertThat(field(record(run), "git.dirty")).isEqualTo(true);
    assertThat(String.valueOf(field(record(run), "capture.missing")))
        .contains("git.tree", "git.patch", "died");
    assertThat(run.resolve(".changes.patch")).doesNotExist();
  }

  private static void asIfTheRecorderHadDied(Path run) throws IOException {
    var text = Files.readString(run.resolve("run.json"));
    Files.writeString(
        run.resolve("run.json"),
        text.replace("\"status\": \"finished\"", "\"status\": \"running\"")
            .replaceFirst(
                "(?s)\"recorder\": \\{\\s+\"pid\": \\d+", "\"recorder\": {\"pid\": 999999999"));
  }

  @Test
  void secretsAreNowhereInTheRunFolder() throws IOException {
    cli.file(".env", "HF_TOKEN=hf_abcdefghijklmnopqrstuvwxyz012345\n");
    cli.committed();
    cli.file(".env", "HF_TOKEN=hf_zyxwvutsrqponmlkjihgfedcba543210\n");
    cli.file("conf.yaml", "lr: 0.1\nhub:\n  api_key: Xk29slPq81mmZ0aa\nnum_memory_tokens: 16\n");
    cli.env.put("WANDB_API_KEY", "9f8e7d6c5b4a39281706f5e4d3c2b1a009182736");
    var script = "echo start; echo \"$@\" $WANDB_API_KEY; echo loss=0.5 epoch 1";
    cli.runlog(
        "run",
        "--",
        "sh",
        "-c",
        script,
        "x",
        "--config",
        "conf.yaml",
        "--password",
        "Tr0ub4dor&3xyz",
        "--max_tokens",
        "128");
    var run = cli.onlyRun();
    try (var files = Files.walk(run)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("hf_zyxw", "Xk29slPq81mmZ0aa", "9f8e7d6c5b4a", "Tr0ub4dor");
      }
    }
    var record = record(run);
    assertThat(field(record, "config.resolved.num_memory_tokens")).isEqualTo(16L);
    assertThat(field(record, "config.resolved.max_tokens")).isEqualTo(128L);
    assertThat(field(record, "config.resolved.hub.api_key").toString()).startsWith("***");
    assertThat(Files.readString(run.resolve("train.log")))
        .contains("start\n")
        .contains("--max_tokens 128");
  }

  @Test
  void theRecordedTreeCanBeBuiltAgain() throws IOException {
    cli.file("train.py", "print('epoch 1 loss 0.5')\n");
    cli.committed();
    cli.file("train.py", "print('epoch 1 loss 0.25')\n");
    cli.file("new file.py", "x = 1\n");
    assertThat(cli.runlog("run", "--", "python3", "train.py").code()).isZero();
    var run = cli.onlyRun();
    var tree = String.valueOf(field(record(run), "git.tree"));
    cli.sh(
        "git clone -q . ../again && cd ../again && git apply "
            + run.toAbsolutePath()
            + "/changes.patch && git add -A");
    assertThat(cli.sh("cd ../again && git write-tree").strip()).isEqualTo(tree);
    assertThat(field(record(run), "git.dirty")).isEqualTo(true);
    assertThat(field(record(run), "git.untracked")).isEqualTo(List.of("new file.py"));
  }
}
