package dev.runlog.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.capture.python.Python;
import dev.runlog.capture.python.Venv;
import dev.runlog.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Stores that the real tools wrote.
@Timeout(600)
class RealStoresIT {
  private static final String MLFLOW =
      """
      import os, sys
      os.environ['MLFLOW_ALLOW_FILE_STORE'] = 'true'
      import mlflow
      mlflow.set_tracking_uri(sys.argv[1])
      mlflow.set_experiment('exp one')
      with mlflow.start_run(run_name='first run', tags={'label': ''}):
          mlflow.log_params({'lr': 0.1, 'model.depth': 3, 'flag': True})
          for i in range(5):
              mlflow.log_metric('train/loss', 1 / (i + 1), step=i)
          mlflow.log_metric('bad', float('nan'), step=1)
          mlflow.log_metric('inf', float('inf'), step=1)
          mlflow.set_tag('mlflow.note.content', 'why it ran')
          with mlflow.start_run(run_name='child', nested=True):
              mlflow.log_metric('acc', 0.5)
      try:
          with mlflow.start_run(run_name='broken'):
              raise ValueError('x')
      except ValueError:
          pass
      """;

  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void project() {
    cli = new Cli(folder);
    cli.committed();
  }

  private static Python newest() {
    return Venv.oldestAndNewest().getLast();
  }

  private void python(Python python, String script, String... args) throws Exception {
    var file = Files.writeString(folder.resolve("make.py"), script);
    var words = new java.util.ArrayList<>(List.of(file.toString()));
    words.addAll(Arrays.asList(args));
    var result = python.run(folder, Map.of(), words);
    assertThat(result.exit()).as(result.err()).isZero();
  }

  private Map<String, Object> imported(String end, String kind, Path place) {
    var result = cli.runlog("import", kind, place.toString());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(cli.runlog("import", kind, place.toString()).err()).contains("0 imported");
    return Cli.record(
        cli.runs().stream().filter(run -> run.toString().endsWith(end)).findFirst().orElseThrow());
  }

  private void isTheFirstRun(Map<String, Object> record) {
    assertThat(cli.runs()).hasSize(3);
    assertThat(record.get("status")).isEqualTo("finished");
    assertThat(Cli.field(record, "config.resolved").toString())
        .contains("lr=0.1", "depth=3", "flag=true");
    assertThat(Cli.field(record, "metrics").toString()).contains("train/loss=0.2");
    assertThat(Cli.field(record, "metrics_summary").toString())
        .contains("count=5", "last=NaN", "last=Infinity");
    assertThat(record.get("hypothesis")).isEqualTo("why it ran");
    assertThat(record.get("tags")).isEqualTo(List.of("label"));
    assertThat(Cli.field(record, "imported_from.experiment")).isEqualTo("exp one");
  }

  @Test
  void mlflowInFiles() throws Exception {
    var python = Venv.with(newest(), "trackers", "wandb", "mlflow-skinny");
    python(python, MLFLOW, "file:" + folder.resolve("mlruns"));
    isTheFirstRun(imported("_first_run", "mlflow", folder.resolve("mlruns")));
  }

  @Test
  void mlflowInSqlite() throws Exception {
    var python = Venv.with(newest(), "mlflow-sqlite", "mlflow-skinny", "sqlalchemy", "alembic");
    python(python, MLFLOW, "sqlite:///" + folder.resolve("mlflow.db"));
    isTheFirstRun(imported("_first_run", "mlflow", folder.resolve("mlflow.db")));
  }

  @Test
  void wandbOfflineWholeAndTorn() throws Exception {
    for (var base : Venv.oldestAndNewest()) {
      var python = Venv.with(base, "trackers", "wandb", "mlflow-skinny");
      python(
          python,
          """
          import os
          os.environ.update(WANDB_MODE='offline', WANDB_SILENT='true')
          import wandb
          run = wandb.init(project='p', name='my run', notes='why', tags=['a', 'b'],
                           config={'lr': 0.1, 'model': {'depth': 3}, 'api_key': 'xyz123xyz'})
          wandb.config.epochs = 3
          print('hello console')
          for i in range(3000):
              wandb.log({'train/loss': 1.0 / (i + 1), 'nested': {'acc': 0.5}, 'note': 'x' * 40,
                         'bad': float('nan')})
          run.log({'late': 2}, step=5000)
          run.summary['best'] = 0.75
          run.finish()
          """);
    }
    var record = imported("_my_run", "wandb", folder.resolve("wandb"));
    assertThat(cli.runs()).hasSize(2);
    assertThat(record.get("status")).isEqualTo("finished");
    assertThat(Cli.field(record, "config.resolved").toString())
        .contains("lr=0.1", "depth=3", "epochs=3")
        .doesNotContain("xyz123");
    assertThat(Cli.field(record, "metrics_summary.train/loss.count")).isEqualTo(3000L);
    assertThat(Cli.field(record, "metrics_summary.bad.last")).isEqualTo("NaN");
    assertThat(Cli.field(record, "metrics").toString())
        .contains("nested.acc=0.5", "late=2.0", "best=0.75");
    assertThat(record.get("tags")).isEqualTo(List.of("a", "b"));
    assertThat(cli.runs().getFirst().resolve("train.log")).content().contains("hello console");

    tear();
    cli.sh("rm -r outputs");
    var torn = imported("_my_run", "wandb", folder.resolve("wandb"));
    assertThat(torn.get("status")).isEqualTo("lost");
    assertThat(Cli.field(torn, "capture.missing").toString()).contains("damaged or torn");
    assertThat((Long) Cli.field(torn, "metrics_summary.train/loss.count")).isBetween(500L, 2900L);
  }

  private void tear() throws IOException {
    try (var files = Files.walk(folder.resolve("wandb"))) {
      for (var file : files.filter(path -> path.toString().endsWith(".wandb")).toList()) {
        var bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      }
    }
  }

  @Test
  void sacredAndHydra() throws Exception {
    var python = Venv.with(newest(), "sacred-hydra", "sacred", "setuptools<81", "hydra-core");
    python(
        python,
        """
        from sacred import Experiment
        from sacred.observers import FileStorageObserver
        ex = Experiment('sac exp', save_git_info=False)
        ex.observers.append(FileStorageObserver('sacruns'))
        @ex.config
        def c():
            lr = 0.1
        @ex.main
        def main(_run, lr):
            print('hello sacred')
            for i in range(3):
                _run.log_scalar('loss', 1 / (i + 1), i)
            _run.log_scalar('bad', float('nan'), 0)
            return 0.5
        @ex.command
        def boom():
            raise ValueError('no')
        ex.run()
        try:
            ex.run('boom')
        except ValueError:
            pass
        """);
    var sacred = imported("_sac_exp", "sacred", folder.resolve("sacruns"));
    assertThat(sacred.get("status")).isEqualTo("finished");
    assertThat(Cli.field(sacred, "config.resolved.lr")).isEqualTo(0.1);
    assertThat(Cli.field(sacred, "metrics_summary.loss.count")).isEqualTo(3L);
    assertThat(Cli.field(sacred, "metrics.result")).isEqualTo(0.5);
    var failed = Cli.record(cli.runs().getLast());
    assertThat(failed.get("status")).isEqualTo("failed");
    assertThat(Cli.field(failed, "command.evidence")).isEqualTo("ValueError: no");

    Files.writeString(folder.resolve("conf.yaml"), "opt:\n  lr: 0.1\n");
    python(
        python,
        """
        import hydra, logging
        @hydra.main(version_base=None, config_path='.', config_name='conf')
        def main(cfg): logging.getLogger(__name__).info('lr %s', cfg.opt.lr)
        main()
        """,
        "opt.lr=0.5");
    var hydra = imported("_make", "hydra", folder.resolve("outputs"));
    assertThat(Cli.field(hydra, "config.resolved.opt")).hasToString("{lr=0.5}");
    assertThat(Cli.field(hydra, "config.overrides")).hasToString("{opt.lr=0.5}");
  }
}
