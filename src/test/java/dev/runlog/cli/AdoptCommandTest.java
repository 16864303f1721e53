package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AdoptCommandTest {
  private static final Instant START = Instant.parse("2026-01-30T12:00:00Z");

  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void project() {
    cli = new Cli(folder);
    cli.file("train.py", "");
    cli.env.put("GIT_COMMITTER_DATE", "2026-01-29T00:00:00Z");
    cli.committed();
  }

  /// Gives a file an age: seconds after the start.
  private void at(String name, long seconds) throws IOException {
    Files.setLastModifiedTime(cli.project.resolve(name), FileTime.from(START.plusSeconds(seconds)));
  }

  private Map<String, Object> adopted(String... args) {
    var command = new java.util.ArrayList<>(List.of("adopt"));
    command.addAll(List.of(args));
    var result = cli.runlog(command.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    return Cli.record(cli.onlyRun());
  }

  private static String inferred(Map<String, Object> record) {
    return String.valueOf(Cli.field(record, "capture.inferred"));
  }

  @Test
  void aHydraJobWithATableAndALog() throws IOException {
    cli.file(
        "old/12-00/.hydra/config.yaml",
        "optimizer:\n  lr: 0.1\n  name: sgd\napi_token: hf_abcdefghijklmnopqrstuvwxyz012345\n");
    cli.file("old/12-00/.hydra/overrides.yaml", "- optimizer.lr=0.1\n");
    cli.file("old/12-00/.hydra/hydra.yaml", "hydra:\n  runtime:\n    cwd: /home/me/project\n");
    cli.file("old/12-00/metrics.csv", "epoch,val_acc\n1,0.5\n2,0.75\n");
    cli.file("old/12-00/train.log", "epoch 1 train_loss 0.9\nepoch 2 train_loss 0.4\n");
    for (var name : List.of("config", "overrides", "hydra")) {
      at("old/12-00/.hydra/" + name + ".yaml", 0);
    }
    at("old/12-00/metrics.csv", 90);
    at("old/12-00/train.log", 100);
    var home = folder.resolve("home");
    long typed = START.getEpochSecond() - 4;
    Files.writeString(
        home.resolve(".bash_history"),
        "#"
            + (typed - 900)
            + "\npython train.py old\n#"
            + typed
            + "\npython train.py lr=0.1\n#"
            + (typed + 1)
            + "\nls\n");
    cli.env.remove("GIT_COMMITTER_DATE");
    cli.sh("git commit -q --allow-empty -m later");

    var record = adopted("old/12-00", "--name", "old", "-m", "was it the rate?");
    assertThat(Cli.field(record, "config.resolved.optimizer")).hasToString("{lr=0.1, name=sgd}");
    assertThat(Cli.field(record, "config.overrides").toString()).contains("optimizer.lr");
    assertThat(record.toString()).doesNotContain("hf_abcdefghijk");
    assertThat(Cli.field(record, "command.argv"))
        .isEqualTo(List.of("python", "train.py", "lr=0.1"));
    assertThat(Cli.field(record, "command.cwd")).isEqualTo("/home/me/project");
    assertThat(Cli.field(record, "git.commit")).isEqualTo(cli.sh("git rev-parse HEAD~1").strip());
    assertThat(Cli.field(record, "timestamp.duration_seconds")).hasToString("100.0");
    assertThat(Cli.field(record, "metrics").toString()).contains("val_acc=0.75", "train_loss=0.4");
    assertThat(Cli.field(record, "git.branch")).isEqualTo("main");
    assertThat(Cli.field(record, "artifacts").toString())
        .contains("metrics=old/12-00/metrics.csv", "config.yaml=old/12-00/.hydra/config.yaml");
    assertThat(Cli.field(record, "artifacts_hash").toString()).startsWith("sha256:");
    assertThat(cli.sh("sha256sum -c " + cli.onlyRun() + "/artifacts_manifest.txt").lines().toList())
        .hasSize(5)
        .allMatch(line -> line.endsWith(": OK"));
    assertThat(record.get("status")).isEqualTo("lost");
    assertThat(record.get("hypothesis")).isEqualTo("was it the rate?");
    assertThat(inferred(record))
        .contains("command.argv", "4 s before the start", "git.commit", "reflog")
        .contains("timestamp.start", "oldest time", "runtime.cwd", "git.branch", "artifacts");
    assertThat(Cli.field(record, "capture.missing").toString())
        .contains("git.dirty", "environment", "random");
    assertThat(cli.onlyRun().resolve("run.md")).content().contains("was it the rate?");
    assertThat(cli.runlog("show").out()).contains("inferred", "reflog");
    assertThat(cli.runlog("ls").out()).contains("0.75");

    assertThat(cli.runlog("adopt", "old/12-00").err()).contains("was adopted before: ");
    assertThat(cli.runs()).hasSize(1);
    cli.runlog("run", "-q", "--", "true");
    assertThat(cli.runs()).hasSize(2);
  }

  @Test
  void dataIsHashedOnlyWhereNothingInItHasChangedSince() throws Exception {
    cli.file("digits/a.csv", "1\n");
    var data = cli.project.resolve("digits");
    var before = Instant.now();
    while (!Instant.now().isAfter(before.plusMillis(30))) {
      Thread.onSpinWait(); // times of files are coarse
    }
    cli.file("one/hparams.yaml", "data_path: digits\nlr: 0.1\n");
    var record = adopted("one");
    assertThat(Cli.field(record, "data.path")).isEqualTo("digits");
    assertThat(Cli.field(record, "data.hash").toString()).startsWith("sha256:");
    assertThat(inferred(record)).contains("field=data, why=the configuration names it, and by");
    assertThat(cli.onlyRun().resolve("data_manifest.txt")).content().contains("a.csv");

    cli.file("two/hparams.yaml", "data_path: " + data + "\n");
    at("two/hparams.yaml", 0);
    cli.runlog("adopt", "two");
    var two = cli.runs().stream().filter(run -> run.toString().endsWith("_two")).findFirst();
    record = Cli.record(two.orElseThrow());
    assertThat(Cli.field(record, "data.path")).isEqualTo("digits");
    assertThat(Cli.field(record, "data.hash")).isNull();
    assertThat(two.orElseThrow().resolve("data_manifest.txt")).doesNotExist();
    assertThat(Cli.field(record, "capture.missing").toString())
        .contains("digits: of its files and folders 2 are newer than the start of the run");
  }

  @Test
  void theBranchIsTheOneThatWasCheckedOutThen() throws IOException {
    cli.env.put("GIT_COMMITTER_DATE", "2026-01-30T11:00:00Z");
    cli.sh("git checkout -q -b attempt && git commit -q --allow-empty -m attempt");
    cli.env.put("GIT_COMMITTER_DATE", "2026-01-30T13:00:00Z");
    cli.sh("git checkout -q main && git tag v1");
    cli.env.put("GIT_COMMITTER_DATE", "2026-01-30T14:00:00Z");
    cli.sh("git checkout -q v1");
    for (var run : Map.of("a", 0L, "b", 5400L, "c", 4 * 3600L, "d", -7200L).entrySet()) {
      cli.file(run.getKey() + "/metrics.csv", "step,loss\n1,0.5\n");
      at(run.getKey() + "/metrics.csv", run.getValue());
      cli.runlog("adopt", run.getKey());
    }
    var branches = new java.util.TreeMap<String, Object>();
    for (var run : cli.runs()) {
      var record = Cli.record(run);
      branches.put(
          String.valueOf(record.get("name")),
          record.get("git") == null ? "none" : Cli.field(record, "git.branch") + "");
    }
    assertThat(branches).hasToString("{a=attempt, b=main, c=null, d=main}");
  }

  @Test
  void historiesOfEveryShellAreRead() throws IOException {
    var home = folder.resolve("home");
    long at = START.getEpochSecond();
    Files.writeString(
        home.resolve(".bash_history"),
        "#" + (at - 40) + "\npython train.py \\\n  --lr 3\n#" + (at + 5) + "\nls\n");
    Files.write(
        home.resolve(".zsh_history"),
        (": " + (at - 30) + ":7;python train.py --name gr\u00c3\u0083\u00bc --then \\\n7\n")
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    Files.createDirectories(home.resolve(".local/share/fish"));
    Files.writeString(
        home.resolve(".local/share/fish/fish_history"),
        "- cmd: python train.py --a b\\\\c\\nls\n  when: " + (at - 20) + "\n  paths:\n    - x\n");
    for (var shell : List.of("fish/fish_history", ".zsh_history", ".bash_history")) {
      cli.file(shell.replaceAll("\\W", "") + "/metrics.csv", "step,loss\n1,0.5\n");
      at(shell.replaceAll("\\W", "") + "/metrics.csv", 0);
      cli.runlog("adopt", shell.replaceAll("\\W", ""));
      Files.delete(home.resolve(shell.startsWith("fish") ? ".local/share/" + shell : shell));
    }
    var typed = new java.util.ArrayList<String>();
    cli.runs().forEach(run -> typed.add(Cli.field(Cli.record(run), "command.argv").toString()));
    assertThat(typed)
        .containsExactlyInAnyOrder(
            "[sh, -c, python train.py --a b\\c\nls]",
            "[python, train.py, --name, gr\u00dc, --then, 7]",
            "[sh, -c, python train.py \\\n  --lr 3]");
  }

  @Test
  void adoptedTwiceAtOnceItIsOneRun() throws Exception {
    cli.file("x/metrics.csv", "step,loss\n1,0.5\n");
    var threads = new java.util.ArrayList<Thread>();
    for (int i = 0; i < 2; i++) {
      threads.add(Thread.ofPlatform().start(() -> cli.runlog("adopt", "x")));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(cli.runs()).hasSize(1);
  }

  @Test
  void huggingFacesStateIsReadOnce() throws IOException {
    cli.file(
        "out/trainer_state.json",
        """
        {"num_train_epochs": 3, "max_steps": 30, "global_step": 20, "log_history": [
          {"epoch": 1.0, "loss": 0.9, "step": 10}, {"epoch": 1.0, "eval_loss": 0.8, "step": 10},
          {"epoch": 2.0, "loss": 0.5, "step": 20}]}
        """);
    var record = adopted("out");
    assertThat(Cli.field(record, "metrics").toString()).contains("loss=0.5", "eval_loss=0.8");
    assertThat(Cli.field(record, "metrics_summary.loss.count")).hasToString("2");
    assertThat(Cli.field(record, "config.resolved").toString()).contains("num_train_epochs=3");
    assertThat(Cli.field(record, "command.argv")).isEqualTo(List.of());
    assertThat(Cli.field(record, "capture.missing").toString()).contains("command.argv");
  }

  @Test
  void sacredSaysMoreThanFilesDo() throws IOException {
    cli.file("runs/1/config.json", "{\"lr\": 0.01, \"seed\": 7}");
    cli.file(
        "runs/1/run.json",
        """
        {"status": "COMPLETED", "start_time": "2026-01-30T12:00:00.500000",
         "stop_time": "2026-01-30T12:10:00.500000", "host": {"hostname": "node7"},
         "experiment": {"repositories": [{"commit": "0123456789012345678901234567890123456789"}]}}
        """);
    cli.file(
        "runs/1/metrics.json",
        """
        {"acc": {"steps": [0, 1], "values": [0.1, 0.9],
                 "timestamps": ["2026-01-30T12:01:00", "2026-01-30T12:02:00"]}}
        """);
    var record = adopted("runs/1");
    assertThat(record.get("status")).isEqualTo("finished");
    assertThat(Cli.field(record, "timestamp.duration_seconds")).hasToString("600.0");
    assertThat(Cli.field(record, "command.host")).isEqualTo("node7");
    assertThat(Cli.field(record, "git.commit").toString()).startsWith("01234567890");
    assertThat(Cli.field(record, "metrics.acc")).hasToString("0.9");
    assertThat(Cli.field(record, "metrics_summary.acc.count")).hasToString("2");
    assertThat(Cli.field(record, "config.resolved").toString()).contains("lr=0.01");
  }

  @Test
  void lightningsParametersAndATableFromFilesAlone() throws IOException {
    cli.file("a/hparams.yaml", "lr: 0.2\nopt: !!python/object:torch.Adam\n  beta: 1\n");
    cli.file("b/metrics.csv", "step,loss\n1,0.5\n2,0.25\n");
    var record = adopted("a/hparams.yaml", "b/metrics.csv", "--name", "two files");
    assertThat(Cli.field(record, "config.resolved").toString()).contains("lr=0.2", "beta=1");
    assertThat(Cli.field(record, "metrics.loss")).hasToString("0.25");
    assertThat(record.get("name")).isEqualTo("two_files");
    assertThat(inferred(record)).contains("b/metrics.csv").doesNotContain("runlog-adopt-");
    assertThat(cli.runlog("adopt", "a/hparams.yaml", "b/metrics.csv").err()).contains("before");
  }

  @Test
  void whatIsBrokenIsNamedAndTheRestGoesOn() throws IOException {
    cli.file("x/hparams.yaml", "a: [1, 2\nb: }");
    cli.file("x/trainer_state.json", "{\"log_history\": [[[");
    cli.file("x/metrics.csv", "step,loss\n1,0.5\n2,0.125\n");
    var record = adopted("x");
    assertThat(Cli.field(record, "metrics.loss")).hasToString("0.125");
    assertThat(Cli.field(record, "capture.missing").toString())
        .contains("as lightning could not be read", "as huggingface could not be read");
    Files.createDirectories(cli.project.resolve("empty"));
    assertThat(cli.runlog("adopt", "empty").code()).isEqualTo(1);
    assertThat(cli.runlog("adopt", "nowhere").err()).contains("there is no nowhere");
    assertThat(cli.runlog("adopt").code()).isEqualTo(2);
  }
}
