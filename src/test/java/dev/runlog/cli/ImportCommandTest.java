package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Stores by hand, broken in the ways that stores are broken.
@Timeout(60)
class ImportCommandTest {
  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void project() {
    cli = new Cli(folder);
    cli.committed();
  }

  private void mlflow(String id, String meta) {
    cli.file("mlruns/0/" + id + "/meta.yaml", meta);
    cli.file("mlruns/0/" + id + "/params/lr", "0.1");
    cli.file(
        "mlruns/0/" + id + "/metrics/loss", "1700000000000 0.5 0\nnonsense\n1700000001000 nan 1\n");
  }

  private static String meta(String name, int status) {
    return "run_name: "
        + name
        + "\nstatus: "
        + status
        + "\nstart_time: 1700000000000\nend_time: 1700000060000\n";
  }

  @Test
  void aBrokenRunIsNamedTheOthersFollowAndASecondImportDoesNothing() throws IOException {
    mlflow("aaaa", meta("good", 3));
    mlflow("bbbb", "run_name: [broken\n");
    mlflow("cccc", meta("'other\n\n  name'", 4));
    var dry = cli.runlog("import", "--dry-run", "mlflow", "mlruns");
    assertThat(dry.code()).isEqualTo(1);
    assertThat(cli.runs()).isEmpty();

    var first = cli.runlog("import", "mlflow", "mlruns");
    assertThat(first.code()).isEqualTo(1);
    assertThat(first.err()).contains("bbbb cannot be read", "2 imported", "1 broken");
    assertThat(cli.runs()).hasSize(2);
    var record =
        Cli.record(
            cli.runs().stream()
                .filter(r -> r.toString().endsWith("_good"))
                .findFirst()
                .orElseThrow());
    assertThat(Cli.field(record, "imported_from.id")).isEqualTo("aaaa");
    assertThat(Cli.field(record, "config.resolved.lr")).isEqualTo(0.1);
    assertThat(Cli.field(record, "timestamp.duration_seconds")).hasToString("60.0");
    assertThat(Cli.field(record, "metrics_summary.loss.last")).isEqualTo("NaN");
    assertThat(Cli.field(record, "capture.missing").toString())
        .contains("a line of loss is no point", "git.commit");

    cli.file("mlruns/0/bbbb/meta.yaml", meta("healed", 3));
    var again = cli.runlog("import", "mlflow", "mlruns");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err()).contains("1 imported, 0 updated, 2 here before");
    assertThat(cli.runs()).hasSize(3);
  }

  @Test
  void aRunThatHadNotEndedIsBroughtUpToDateInItsFolderWithItsNote() throws IOException {
    mlflow("aaaa", "run_name: slow\nstatus: 1\nstart_time: 1700000000000\nend_time: null\n");
    assertThat(cli.runlog("import", "mlflow", "mlruns").err()).contains("1 imported");
    var run = cli.onlyRun();
    assertThat(Cli.record(run).get("status")).isEqualTo("lost");
    Files.writeString(run.resolve("run.md"), "mine\n");
    assertThat(cli.runlog("import", "mlflow", "mlruns").err()).contains("1 here before");
    mlflow("aaaa", meta("slow", 3));
    assertThat(cli.runlog("import", "mlflow", "mlruns").err()).contains("1 updated");
    assertThat(Cli.record(cli.onlyRun()).get("status")).isEqualTo("finished");
    assertThat(run.resolve("run.md")).hasContent("mine");
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(2);
  }

  @Test
  void whatAKilledImportLeftIsTakenAway() throws IOException {
    mlflow("aaaa", meta("good", 3));
    cli.runlog("import", "mlflow", "mlruns");
    Files.delete(cli.onlyRun().resolve("run.json"));
    assertThat(cli.runlog("import", "mlflow", "mlruns").err()).contains("1 imported");
    assertThat(cli.sh("ls outputs").lines()).hasSize(1);
  }

  @Test
  void aSecretParameterIsMasked() throws IOException {
    mlflow("aaaa", meta("good", 3));
    cli.file("mlruns/0/aaaa/params/api_key", "correct-horse-battery");
    cli.runlog("import", "mlflow", "mlruns");
    for (var file : List.of("run.json", "config_resolved.yaml", "imported_from")) {
      assertThat(Files.readString(cli.onlyRun().resolve(file))).doesNotContain("correct-horse");
    }
  }

  @Test
  void aHundredThousandPoints() throws IOException {
    mlflow("aaaa", meta("long", 3));
    var lines = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      lines
          .append(1_700_000_000_000L + i)
          .append(' ')
          .append(1.0 / (i + 1))
          .append(' ')
          .append(i)
          .append('\n');
    }
    cli.file("mlruns/0/aaaa/metrics/loss", lines.toString());
    assertThat(cli.runlog("import", "mlflow", "mlruns").code()).isZero();
    assertThat(Cli.field(Cli.record(cli.onlyRun()), "metrics_summary.loss.count"))
        .isEqualTo(100_000L);
  }

  @Test
  void aPlainRecordOfAScriptsOwn() throws IOException {
    cli.file(
        "old/2026-02-01_1630_ablation_lr/run.json",
        """
        {"run_id": "2026-02-01_1630_ablation_lr",
         "timestamp": {"start": "2026-02-01T16:30:45", "end": "2026-02-01T18:45:12"},
         "git": {"commit": "a1b2c3d4e5f6", "dirty": false, "branch": "exp/ablation-lr"},
         "config": {"path": "configs/ablation_lr.yaml", "hash": "sha256:abcd1234", "resolved": {"learning_rate": 3e-4}},
         "data": {"name": "dataset_v3", "path": "/data/project/v3", "hash": "sha256:ef56", "split": {"train": 8000}},
         "environment": {"python": "3.11.7"},
         "metrics": {"val_acc": 0.943, "bad": NaN, "name\\nwith": 1, "text": "x"}}
        """);
    cli.file("old/2026-02-01_1630_ablation_lr/run.md", "# Run: old\n");
    cli.file("old/partial/run.json", "{\"metrics\": {\"acc\": 1}}");
    cli.file("old/broken/run.json", "{\"metrics\": ");
    var result = cli.runlog("import", "runjson", "old");
    assertThat(result.err()).contains("2 imported", "1 broken", "broken/run.json cannot be read");
    var run =
        cli.runs().stream()
            .filter(r -> r.toString().endsWith("2026-02-01_1630_ablation_lr"))
            .findFirst()
            .orElseThrow();
    var record = Cli.record(run);
    assertThat(Cli.field(record, "metrics.val_acc")).isEqualTo(0.943);
    assertThat(Cli.field(record, "data.split.train")).isEqualTo(8000L);
    assertThat(Cli.field(record, "data.hash")).isNull();
    assertThat(Cli.field(record, "git.branch")).isEqualTo("exp/ablation-lr");
    assertThat(Cli.field(record, "capture.missing").toString()).contains("has only a1b2c3d4e5f6");
    assertThat(run.resolve("run.md")).content().startsWith("# Run: old");
  }

  @Test
  void lightningAndTrainerTables() throws IOException {
    cli.file(
        "lightning_logs/version_0/hparams.yaml",
        "lr: 0.1\nmodel: !!python/object:x.Y\n  depth: 3\n");
    cli.file(
        "lightning_logs/version_0/metrics.csv",
        "epoch,step,train_loss,val_loss\n0,9,0.5,\n0,9,,nan\n");
    assertThat(cli.runlog("import", "lightning", "lightning_logs").code()).isZero();
    var record = Cli.record(cli.onlyRun());
    assertThat(Cli.field(record, "metrics.train_loss")).isEqualTo(0.5);
    assertThat(Cli.field(record, "metrics_summary.val_loss.last")).isEqualTo("NaN");
    assertThat(Cli.field(record, "config.resolved.lr")).isEqualTo(0.1);

    cli.file(
        "out/checkpoint-2/trainer_state.json",
        "{\"global_step\": 2, \"log_history\": [{\"step\": 1, \"loss\": 2.0}]}");
    cli.file(
        "out/checkpoint-10/trainer_state.json",
        "{\"global_step\": 10, \"log_history\": [{\"step\": 1, \"loss\": 2.0}, {\"step\": 9,"
            + " \"loss\": NaN}]}");
    assertThat(cli.runlog("import", "huggingface", "out").code()).isZero();
    var trainer =
        cli.runs().stream()
            .map(Cli::record)
            .filter(r -> r.toString().contains("huggingface"))
            .findFirst()
            .orElseThrow();
    assertThat(Cli.field(trainer, "metrics_summary.loss.count")).isEqualTo(2L);
  }

  @Test
  void aWrongKindOrPlaceSaysWhatThereIs() {
    assertThat(cli.runlog("import", "mlfow", "x").err()).contains("mlflow");
    assertThat(cli.runlog("import").code()).isEqualTo(2);
    var nowhere = cli.runlog("import", "mlflow", "nowhere");
    assertThat(nowhere.code()).isEqualTo(1);
    assertThat(nowhere.err()).contains("no runs of mlflow in nowhere");
  }

  @Test
  void aDatabaseOfNonsenseBreaksNoOtherRun() throws Exception {
    var file = folder.resolve("project/mlflow.db");
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = database.createStatement()) {
      statement.executeUpdate("create table experiments(experiment_id, name)");
      statement.executeUpdate(
          "create table runs(run_uuid, name, status, start_time, end_time, user_id,"
              + " lifecycle_stage, artifact_uri, experiment_id)");
      for (var table : List.of("metrics", "latest_metrics")) {
        statement.executeUpdate(
            "create table " + table + "(key, value, step, timestamp, is_nan, run_uuid)");
      }
      statement.executeUpdate("create table params(key, value, run_uuid)");
      statement.executeUpdate("create table tags(key, value, run_uuid)");
      statement.executeUpdate(
          "insert into runs values"
              + " ('../../r1', '../../../evil', 'FINISHED', 1700000000000, 1600000000000, 'u',"
              + " 'active', 'mlflow-artifacts:/../../../../etc', 1),"
              + " ('r2', null, null, null, null, null, null, null, null),"
              + " ('r3', 'late', 'FINISHED', 9e18, 9e18, 'u', 'active', '::bad uri::', 1),"
              + " ('r4', 'good', 'FAILED', 1700000000000, 1700000001000, 'u', 'active', 'a b', 1)");
      statement.executeUpdate("insert into metrics values (null, null, null, null, null, 'r4')");
      statement.executeUpdate("insert into metrics values ('m', 1.5, 7, 1700000000500, 0, 'r4')");
      statement.executeUpdate("insert into params values ('a', null, 'r4'), ('a.b', '1', 'r4')");
      statement.executeUpdate(
          "insert into tags values ('runlog.key', 'x', 'r4'), ('runlog.run_id', '../x', 'r4')");
    }
    var done = cli.runlog("import", "mlflow", "mlflow.db");
    assertThat(done.err()).contains("2 imported", "2 broken", "nothing says when it ran");
    assertThat(cli.runs().stream().map(run -> run.getFileName().toString().substring(16)).toList())
        .containsExactly("evil", "good");
    assertThat(Cli.field(Cli.record(cli.runs().getLast()), "metrics.m")).isEqualTo(1.5);
  }
}
