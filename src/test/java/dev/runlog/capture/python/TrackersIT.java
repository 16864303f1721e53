package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.model.Observation.Metric;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Trackers that a program calls already, with nobody to send anything to.
@Timeout(600)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Venv#oldestAndNewest")
class TrackersIT {
  private final Python python;
  @TempDir Path scratch;

  TrackersIT(Python base) throws Exception {
    python = Venv.with(base, "trackers", "wandb", "mlflow-skinny");
  }

  private static List<String> points(Observed run) {
    return run.observed(Metric.class).stream()
        .map(Metric::point)
        .map(p -> p.source() + " " + p.name() + " " + p.value() + " @" + p.step())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"offline", "disabled"})
  void wandbWithoutItsServer(String mode) throws Exception {
    var run = new Observed(scratch);
    run.script(
        "train.py",
        """
        import inspect, os
        os.environ.update(WANDB_MODE='%s', WANDB_SILENT='true')
        import wandb
        run = wandb.init(project='p', config={'lr': 0.1, 'model': {'depth': 3}, 'api_key': 'xyz123'})
        wandb.config.epochs = 3
        for epoch in range(2):
            wandb.log({'epoch': epoch, 'train/loss': 1.0 / (epoch + 1), 'nested': {'acc': 0.5}, 'note': 'x'})
        run.log({'a': 1}, commit=False)
        run.log({'b': 2})
        wandb.log({'c': 5.5}, step=10)
        wandb.config.update({'late': True})
        print(inspect.signature(type(run).log), wandb.log.__name__, dict(run.config))
        run.finish()
        """
            .formatted(mode));
    run.run(python, "train.py");
    assertThat(run.result.exit()).as(run.result.err()).isZero();
    assertThat(run.result.out()).isEqualTo(run.bare(python, "train.py").out());
    assertThat(run.parameters())
        .containsEntry("lr", 0.1)
        .containsEntry("model.depth", 3L)
        .containsEntry("api_key", "***")
        .containsEntry("epochs", 3L)
        .containsEntry("late", true)
        .hasSize(5);
    assertThat(points(run))
        .containsExactly(
            "wandb train/loss 1.0 @0",
            "wandb nested.acc 0.5 @0",
            "wandb train/loss 0.5 @1",
            "wandb nested.acc 0.5 @1",
            "wandb a 1.0 @2",
            "wandb b 2.0 @2",
            "wandb c 5.5 @10");
    assertThat(run.events()).contains("\"errors\":0");
  }

  @Test
  void mlflowInAFolder() throws Exception {
    var run = new Observed(scratch);
    run.script(
        "train.py",
        """
        import inspect, os, pickle
        os.environ['MLFLOW_ALLOW_FILE_STORE'] = 'true'
        import mlflow
        from mlflow.entities import Metric, Param
        mlflow.set_tracking_uri('file:' + os.getcwd() + '/mlruns')
        with mlflow.start_run() as run:
            mlflow.log_param('lr', 0.1)
            mlflow.log_params({'batch': 32, 'opt': 'adam'})
            for step in range(2):
                mlflow.log_metric('loss', 1 / (step + 1), step=step)
            mlflow.log_metrics({'acc': 0.75})
            mlflow.set_tag('model', 'rf')
            client = mlflow.tracking.MlflowClient()
            client.log_metric(run.info.run_id, 'direct', 3.0, step=4)
            client.log_batch(run.info.run_id, [Metric('batched', 1.5, 0, 7)], [Param('p', 'v')])
        print(inspect.signature(mlflow.log_metric), pickle.loads(pickle.dumps(mlflow.log_metric)) is mlflow.log_metric)
        """);
    run.run(python, "train.py");
    assertThat(run.result.exit()).as(run.result.err()).isZero();
    assertThat(run.result.out()).isEqualTo(run.bare(python, "train.py").out());
    assertThat(run.parameters())
        .containsEntry("lr", 0.1)
        .containsEntry("batch", 32L)
        .containsEntry("opt", "adam")
        .containsEntry("p", "v")
        .containsEntry("mlflow.tags.model", "rf");
    assertThat(points(run))
        .containsExactly(
            "mlflow loss 1.0 @0",
            "mlflow loss 0.5 @1",
            "mlflow acc 0.75 @null",
            "mlflow direct 3.0 @4",
            "mlflow batched 1.5 @7");
  }

  @Test
  void whatATrackerIsToldOfTheOptionsIsNotSaidTwice() throws Exception {
    var run = new Observed(scratch);
    run.script(
        "train.py",
        """
        import argparse, os
        os.environ.update(WANDB_MODE='disabled', WANDB_SILENT='true')
        import wandb
        parser = argparse.ArgumentParser()
        parser.add_argument('--lr', type=float, default=0.1)
        parser.add_argument('--depth', type=int, default=2)
        args = parser.parse_args()
        wandb.init(config={**vars(args), 'depth': 5, 'more': 1})
        """);
    run.run(python, "train.py");
    assertThat(run.sources())
        .containsEntry("lr", "argparse default")
        .containsEntry("depth", "wandb")
        .containsEntry("more", "wandb");
    assertThat(run.parameters()).containsEntry("depth", 5L);
  }

  @Test
  void manyPointsAreThinnedHonestlyAndTheLastStays() throws Exception {
    var run = new Observed(scratch);
    run.script(
        "train.py",
        """
        import os
        os.environ.update(WANDB_MODE='disabled', WANDB_SILENT='true')
        import wandb
        wandb.init()
        for step in range(50001):
            wandb.log({'loss': 1.0 / (step + 1) if step != 43211 else 7.25})
        """);
    run.run(python, "train.py");
    var metrics = run.observed(Metric.class);
    assertThat(metrics.size()).isBetween(10000, 40000);
    assertThat(metrics.getLast().point().value()).isEqualTo(1.0 / 50001);
    assertThat(metrics.getLast().point().step()).isEqualTo(50000);
    assertThat(metrics).anyMatch(metric -> metric.point().value() == 7.25);
    assertThat(run.gaps()).anyMatch(gap -> gap.startsWith("metrics: of the 50001 points of loss"));
  }
}
