package dev.runlog.capture.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.model.MetricPoint;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Result files in the forms in which libraries write them (the version is named at each), read
/// beside a command.
@Timeout(60)
class ResultFilesSourceTest {
  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(
        file, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  private List<String> read() throws Exception {
    return points(new Watch(folder, new ResultFilesSource()).start().finish());
  }

  private static List<String> points(Watch run) {
    return run.points().stream()
        .map(p -> p.name() + " " + p.value() + (p.step() == null ? "" : " @" + p.step()))
        .toList();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    var deadline = Instant.now().plus(Duration.ofSeconds(30));
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(20);
    }
  }

  /// lightning 2.x, CSVLogger: sparse cells, `step` is the optimiser's.
  @Test
  void lightning() throws Exception {
    write(
        "lightning_logs/version_0/metrics.csv",
        "epoch,lr-Adam,step,train_loss,val_acc,val_loss\n"
            + ",0.001,49,,,\n0,,49,0.693,,\n0,,99,,0.81,0.52\n1,,149,0.41,,\n");
    var run = new Watch(folder, new ResultFilesSource()).start().finish();
    assertThat(points(run))
        .containsExactly(
            "lr-Adam 0.001 @49",
            "train_loss 0.693 @49",
            "val_acc 0.81 @99",
            "val_loss 0.52 @99",
            "train_loss 0.41 @149");
    assertThat(run.points())
        .allMatch(p -> p.source().equals("file:lightning_logs/version_0/metrics.csv"));
    assertThat(run.gaps()).isEmpty();
  }

  /// keras 2 and 3, CSVLogger.
  @Test
  void keras() throws Exception {
    write("training.log.csv", "epoch,accuracy,loss,val_accuracy,val_loss\n0,0.81,0.5,0.8,0.6\n");
    assertThat(read())
        .containsExactly(
            "accuracy 0.81 @0", "loss 0.5 @0", "val_accuracy 0.8 @0", "val_loss 0.6 @0");
  }

  /// ultralytics 8: padded columns.
  @Test
  void ultralytics() throws Exception {
    write(
        "runs/detect/train/results.csv",
        "                  epoch,                   time,         train/box_loss,   "
            + "metrics/mAP50(B),                 lr/pg0\n"
            + "                      1,                12.3012,                 1.0812,   "
            + "                0.9931,               0.0033\n");
    assertThat(read())
        .containsExactly(
            "train/box_loss 1.0812 @1", "metrics/mAP50(B) 0.9931 @1", "lr/pg0 0.0033 @1");
  }

  /// timm 1.0, summary.csv.
  @Test
  void timm() throws Exception {
    write(
        "output/train/20240101-resnet18/summary.csv",
        "epoch,train_loss,eval_loss,eval_top1,eval_top5,lr\n0,6.91,6.8,0.42,1.9,1e-05\n");
    assertThat(read())
        .containsExactly(
            "train_loss 6.91 @0",
            "eval_loss 6.8 @0",
            "eval_top1 0.42 @0",
            "eval_top5 1.9 @0",
            "lr 1.0E-5 @0");
  }

  /// stable-baselines3 2.x: the file is written anew when a column comes.
  @Test
  void stableBaselinesWithAColumnThatComesLater() throws Exception {
    var run = new Watch(folder, new ResultFilesSource()).start();
    write(
        "logs/progress.csv",
        "rollout/ep_rew_mean,time/fps,time/iterations,time/total_timesteps\n21.5,812,1,2048\n");
    await(() -> run.points().size() == 1 || run.seen().size() > 1);
    Files.delete(folder.resolve("logs/progress.csv"));
    write(
        "logs/progress.csv",
        "rollout/ep_rew_mean,time/fps,time/iterations,time/total_timesteps,train/approx_kl,"
            + "train/n_updates\n21.5,812,1,2048,,\n30.25,800,2,4096,0.0081,10\n");
    run.finish();
    assertThat(points(run))
        .containsExactly(
            "rollout/ep_rew_mean 21.5 @2048",
            "rollout/ep_rew_mean 30.25 @4096",
            "train/approx_kl 0.0081 @4096");
  }

  @Test
  void tablesWrittenByHand() throws Exception {
    write("out/losses.csv", "step;train loss;val loss\n10;0,5;0.4\n20;0.3;nan\n");
    write("out/cv_scores.tsv", "x\n");
    write("out/history.tsv", "epoch\tacc\tn\tbatch_size\tseconds\n1\t91.2%\t60000\t32\t12.3\n");
    write("final_metrics.csv", "model,accuracy,f1,seed\nresnet,0.91,0.88,42\n");
    write("scores.csv", "metric,value\naccuracy,0.9\nbatch_size,32\n");
    assertThat(read())
        .containsExactlyInAnyOrder(
            "val loss 0.4 @10",
            "train loss 0.3 @20",
            "val loss NaN @20",
            "acc 0.912 @1",
            "accuracy 0.91",
            "f1 0.88",
            "accuracy 0.9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "predictions.csv | step,loss\\n1,0.5",
        "results.csv | image_id,score\\n1,0.5",
        "results.csv | id,epoch,loss\\n1,1,0.5",
        "test_results.csv | epoch,y_true,y_pred,loss\\n1,1,0.9,0.1",
        "results.csv | accuracy,f1\\n0.5,0.4\\n0.6,0.5",
        "results.csv | 0.5,0.6\\n1,2",
        "log.csv | date,open,close\\n2024-01-01,1.0,2.0",
        "progress.csv | step,temperature\\n1,12.5",
        "config.json | {\"loss\": 0.5, \"accuracy\": 0.9}",
        "training_args.json | {\"loss\": 0.5}",
        "hparams.json | {\"loss_weight\": 0.5, \"accuracy\": 0.4}",
        "results.json | {\"config\": {\"loss\": 0.5}, \"lr\": 0.1, \"epochs\": 10}",
        "results.json | {\"loss_weight\": 0.5, \"label_smoothing\": 0.1, \"seed\": 1}",
        "metrics.json | {\"confusion\": [[1, 2], [3, 4]]}",
        "scores.json | {\"per_sample_score\": [0.1, 0.5, 0.9]}",
        "results.jsonl | {\"prompt\": \"a\", \"score\": 0.5, \"step\": 1}",
        "log.jsonl | {\"time\": 1.5, \"level\": \"info\", \"message\": \"loss\"}",
        "package.json | {\"score\": 0.5}",
        "results.txt | epoch,loss\\n1,0.5",
      })
  void whatIsNoResultGivesNothing(String name, String text) throws Exception {
    write(name, text.replace("\\n", "\n") + "\n");
    assertThat(read()).isEmpty();
  }

  @Test
  void numbersInJson() throws Exception {
    write(
        "all_results.json",
        "{\n \"epoch\": 3.0,\n \"eval_accuracy\": 0.89,\n \"eval_loss\": NaN,\n"
            + " \"eval_runtime\": 3.2,\n \"train_samples\": 512,\n \"perplexity\": 12.5\n}");
    write(
        "out/metrics.json",
        "{\"model\": \"a\", \"seed\": 42, \"config\": {\"loss\": 1.5}, \"results\": {\"test\":"
            + " {\"acc\": 0.9, \"auc\": \"0.95\"}, \"bias\": 0.25, \"n\": 10}}");
    assertThat(read())
        .containsExactlyInAnyOrder(
            "eval_accuracy 0.89",
            "eval_loss NaN",
            "perplexity 12.5",
            "test.acc 0.9",
            "test.auc 0.95",
            "bias 0.25");
  }

  /// detectron2 0.6 and mmengine 0.10: a JSON object a line, whatever the ending.
  @Test
  void jsonLines() throws Exception {
    write(
        "output/metrics.json",
        "{\"data_time\": 0.01, \"eta_seconds\": 12.5, \"iteration\": 19, \"loss_cls\": 0.65,"
            + " \"lr\": 0.0002, \"total_loss\": 1.36}\n"
            + "{\"bbox/AP\": 41.9, \"iteration\": 39, \"total_loss\": 1.2}\n");
    write(
        "work_dirs/a/vis_data/scalars.json",
        "{\"lr\": 0.01, \"data_time\": 0.1, \"loss\": 2.5, \"epoch\": 1, \"iter\": 50,"
            + " \"memory\": 3012, \"step\": 50}\n{\"coco/bbox_mAP\": 0.22, \"step\": 1}\n");
    write("log.jsonl", "{\"step\": 1, \"train\": {\"loss\": 0.5}, \"n\": 3}\n{\"step\": 2, \"tra");
    assertThat(read())
        .containsExactlyInAnyOrder(
            "loss_cls 0.65 @19",
            "lr 2.0E-4 @19",
            "total_loss 1.36 @19",
            "bbox/AP 41.9 @39",
            "total_loss 1.2 @39",
            "lr 0.01 @50",
            "loss 2.5 @50",
            "coco/bbox_mAP 0.22 @1",
            "train.loss 0.5 @1");
  }

  /// transformers 4.x: every checkpoint holds the whole history so far.
  @Test
  void trainerStates() throws Exception {
    var first = "{\"epoch\": 0.5, \"grad_norm\": 1.5, \"loss\": 0.7, \"step\": 10}";
    var second = "{\"epoch\": 1.0, \"eval_loss\": 0.6, \"eval_runtime\": 1.2, \"step\": 20}";
    write(
        "out/checkpoint-10/trainer_state.json",
        "{\"global_step\": 10, \"log_history\": [" + first + "]}");
    write(
        "out/checkpoint-20/trainer_state.json",
        "{\"global_step\": 20, \"best_metric\": 0.6, \"log_history\": ["
            + first
            + ","
            + second
            + "]}");
    var run = new Watch(folder, new ResultFilesSource()).start().finish();
    assertThat(points(run))
        .containsExactlyInAnyOrder("grad_norm 1.5 @10", "loss 0.7 @10", "eval_loss 0.6 @20");
    assertThat(run.points())
        .extracting(MetricPoint::source)
        .containsOnly("file:out/trainer_state.json");
  }

  /// sacred 0.8's FileStorageObserver, Keras' History, and a list of rows.
  @Test
  void series() throws Exception {
    write(
        "runs/1/metrics.json",
        "{\"loss\": {\"steps\": [0, 10], \"timestamps\": [\"a\", \"b\"], \"values\": [0.5, 0.25]}}");
    write(
        "history.json", "{\"loss\": [0.5, 0.4], \"val_accuracy\": [0.8, 0.9], \"lr\": [0.1, 0.1]}");
    write("train_log.json", "[{\"epoch\": 1, \"acc\": 0.5}, {\"epoch\": 2, \"acc\": 0.75}]");
    assertThat(read())
        .containsExactlyInAnyOrder(
            "loss 0.5 @0",
            "loss 0.25 @10",
            "loss 0.5 @1",
            "loss 0.4 @2",
            "val_accuracy 0.8 @1",
            "val_accuracy 0.9 @2",
            "lr 0.1 @1",
            "lr 0.1 @2",
            "acc 0.5 @1",
            "acc 0.75 @2");
  }

  @Test
  void rowsOfEarlierRunsAreNotToldAgain() throws Exception {
    var log = write("log.csv", "epoch,loss\n0,0.9\n1,0.8\n");
    Files.setLastModifiedTime(log, FileTime.from(Instant.now().minusSeconds(3600)));
    write("old_results.json", "{\"accuracy\": 0.5}");
    Files.setLastModifiedTime(
        folder.resolve("old_results.json"), FileTime.from(Instant.now().minusSeconds(3600)));
    var run = new Watch(folder, new ResultFilesSource()).start();
    await(() -> run.looked(Duration.ofMillis(700)));
    write("log.csv", "2,0.7\n");
    run.finish();
    assertThat(points(run)).containsExactly("loss 0.7 @2");
  }

  @Test
  void thousandsOfFilesAreNotAllRead() throws Exception {
    for (int i = 0; i < 1_500; i++) {
      write("r/metrics" + i + (i % 2 == 0 ? ".csv" : ".json"), "epoch,loss\n1,0.5\n");
    }
    var run = new Watch(folder, new ResultFilesSource()).start().finish();
    assertThat(run.points()).hasSizeLessThanOrEqualTo(100).isNotEmpty();
    assertThat(run.gaps()).anyMatch(why -> why.contains("result files were left out"));
  }

  @Test
  void runlogsOwnFilesAreNoResults() throws Exception {
    write("metrics.jsonl", "{\"name\": \"a\", \"value\": 0.5, \"step\": 1, \"loss\": 0.1}\n");
    assertThat(read()).isEmpty();
  }

  @Test
  void hostileFilesGiveGapsAndNoTrouble() throws Exception {
    var random = new byte[1 << 20];
    new Random(1).nextBytes(random);
    Files.write(folder.resolve("metrics.csv"), random);
    write("results.json", "{\"accuracy\": 0.9, ");
    write("metrics.json", "{\"a\":".repeat(100_000));
    write("scores.jsonl", "{\"step\": 1, \"loss\": ".repeat(10_000) + "\n".repeat(1_000_000));
    try (var huge = new RandomAccessFile(folder.resolve("history.csv").toFile(), "rw")) {
      huge.setLength(1L << 32);
    }
    try (var huge = new RandomAccessFile(folder.resolve("history.json").toFile(), "rw")) {
      huge.setLength(1L << 32);
    }
    write("loss.csv", "epoch,loss\n1,0.5\n" + ",".repeat(1 << 20) + "\n2,0.4");
    write("progress.csv", "a,".repeat(30_000) + "\n");
    Files.createSymbolicLink(folder.resolve("eval.csv"), folder.resolve("eval.csv"));
    var run = new Watch(folder, new ResultFilesSource()).start().finish();
    assertThat(points(run)).containsExactly("loss 0.5 @1", "loss 0.4 @2");
    assertThat(run.gaps())
        .anyMatch(why -> why.contains("results.json could not be read"))
        .anyMatch(why -> why.contains("metrics.json could not be read"))
        .anyMatch(why -> why.contains("history.json could not be read: it is larger than 4 MiB"))
        .anyMatch(why -> why.contains("only the first 64 MiB of history.csv"));
  }

  @Test
  void aRunWhoseRecorderDiedGivesWhatIsThereAndNothingLater() throws Exception {
    write("metrics.csv", "epoch,loss\n1,0.5\n");
    var later = write("out/results.json", "{\"accuracy\": 0.5}");
    Files.setLastModifiedTime(later, FileTime.from(Instant.now().plusSeconds(3600)));
    assertThat(points(new Watch(folder, new ResultFilesSource()).settle()))
        .containsExactly("loss 0.5 @1");
  }
}
