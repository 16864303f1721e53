package dev.runlog.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Roles of files as real trainers name them.
class ArtifactRoleTest {

  @ParameterizedTest
  @CsvSource({
    "checkpoints/epoch=3-step=40.ckpt, model",
    "model.json, model",
    "out/model.safetensors, model",
    "pytorch_model.bin, model",
    "best.PT, model",
    "xgb.ubj, model",
    "checkpoint-500/optimizer.pt, other",
    "checkpoint-500/training_args.bin, other",
    "checkpoint-500/trainer_state.json, metrics",
    "lightning_logs/version_0/metrics.csv, metrics",
    "runs/train/exp/results.csv, metrics",
    "model_metrics.json, metrics",
    "eval_results.json, metrics",
    "predictions.csv, predictions",
    "val_preds.npy, predictions",
    "submission.csv, predictions",
    "predictor.pkl, model",
    "runs/a/events.out.tfevents.1700000000.host.1.0, logs",
    "train.log, logs",
    "slurm-17.out, logs",
    "logs/stdout.txt, logs",
    "loss.png, plots",
    "figures/roc.jpg, plots",
    "samples/0001.jpg, other",
    "roc_curve.pdf, plots",
    "config.yaml, other",
    "README, other",
    "pred.d/x, other"
  })
  void theNameTellsTheRole(String path, String role) {
    assertThat(ArtifactRole.of(path)).isEqualTo(role);
  }
}
