package dev.runlog.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.runlog.model.MetricPoint;
import org.junit.jupiter.api.Test;

/// One number that arrives by several ways is one metric; two numbers are two.
class MetricLedgerTest {
  private final MetricLedger ledger = new MetricLedger();

  private void add(String name, String source, double... values) {
    for (int i = 0; i < values.length; i++) {
      ledger.add(new MetricPoint(name, values[i], (long) i, i, source));
    }
  }

  @Test
  void spellingsThatAgreeAreOneMetricUnderTheMostTrustedName() {
    add("val_loss", "stdout", 0.5, 0.4812);
    add("val/loss", "tensorboard", 0.50001, 0.481234);
    add("Validation Loss", "file:metrics.csv", 0.5, 0.48123);
    assertThat(ledger.last()).containsOnlyKeys("val/loss").containsEntry("val/loss", 0.481234);
    assertThat(ledger.summaries()).containsOnlyKeys("val/loss");
  }

  @Test
  void aPrintedNumberThatEndsInZerosHasThePrecisionOfTheOthers() {
    add("test_acc", "stdout", 0.8125, 0.5);
    add("test/accuracy", "wandb", 0.81, 0.5312);
    assertThat(ledger.last()).containsOnlyKeys("test_acc", "test/accuracy");
  }

  @Test
  void theMeanThatALibraryReportsAndPrintsIsOneMetric() {
    add("test_rmse", "stdout", 0.512, 0.48012);
    add("test_rmse_mean", "xgboost", 0.5121, 0.480123);
    add("test_rmse_std", "xgboost", 0.01, 0.0212);
    add("mean", "stdout", 0.480123);
    assertThat(ledger.last()).containsOnlyKeys("test_rmse_mean", "test_rmse_std", "mean");
  }

  @Test
  void meansThatDisagreeWithTheLastValueAreTwo() {
    add("loss", "stdout", 0.9, 0.5123);
    add("loss_avg", "stdout", 0.9, 0.7123);
    add("loss", "tensorboard", 0.9, 0.512311);
    assertThat(ledger.last()).containsOnlyKeys("loss", "loss_avg");
  }

  @Test
  void valuesThatDisagreeStayApart() {
    add("val_loss", "stdout", 0.5, 0.4812);
    add("val/loss", "tensorboard", 0.5, 0.4912);
    assertThat(ledger.last()).containsOnlyKeys("val_loss", "val/loss");
  }

  @Test
  void numbersWithTooFewDigitsToTellDoNotAgree() {
    add("val_acc", "stdout", 1, 1);
    add("val/acc", "tensorboard", 0.5, 0.7);
    assertThat(ledger.last()).containsOnlyKeys("val_acc", "val/acc");
  }

  @Test
  void twoNamesOfOneSourceStayApart() {
    add("acc", "stdout", 0.9);
    add("accuracy", "stdout", 0.9);
    assertThat(ledger.last()).containsOnlyKeys("acc", "accuracy");
  }

  @Test
  void whatALibraryComputedAndTheProgramReportedIsTheProgramsOwn() {
    add("test_score", "sklearn", 0.9777777777777777);
    add("Test Accuracy", "wandb", 0.9777777777777777);
    add("mean_absolute_error", "sklearn", 0.6278946691);
    add("mae", "stdout", 0.6278946691);
    add("f1", "sklearn", 0.5);
    add("dropout", "mlflow", 0.5);
    assertThat(ledger.last()).containsOnlyKeys("Test Accuracy", "mae", "f1", "dropout");
  }

  @Test
  void whatALibraryComputedTwiceAndTheProgramReportedUnderTwoNamesIsTheProgramsOwn() {
    add("average_precision", "sklearn", 1.0, 0.3749152947341122);
    add("roc_auc", "sklearn", 0.75, 0.5273972602739726);
    add("avg_prec.train", "file:eval/metrics.json", 1.0);
    add("avg_prec.test", "file:eval/metrics.json", 0.3749152947341122);
    add("auc.test", "file:eval/metrics.json", 0.5273972602739726);
    assertThat(ledger.last())
        .containsOnlyKeys("roc_auc", "avg_prec.train", "avg_prec.test", "auc.test");
  }

  @Test
  void ofSeveralProgramsTheLastSpeaksAndEachHasItsOwn() {
    add("loss", "stdout", 3, 2, 0.123);
    add("loss", "stdout:12", 9, 0.456);
    ledger.add(new MetricPoint("loss", 0.789, 0L, 99, "stdout:7:1"));
    add("acc", "stdout:12", 0.5512);
    add("val_acc", "xgboost:12", 0.61);
    add("val/acc", "wandb:12", 0.61);
    assertThat(ledger.last())
        .containsOnly(entry("loss", 0.789), entry("acc", 0.5512), entry("val/acc", 0.61));
    assertThat(ledger.summaries().get("loss").count()).isEqualTo(1);
    assertThat(ledger.of(null).last()).containsOnly(entry("loss", 0.123));
    assertThat(ledger.of("12").last())
        .containsOnly(entry("loss", 0.456), entry("acc", 0.5512), entry("val/acc", 0.61));
    assertThat(ledger.of("7:1").last()).containsOnly(entry("loss", 0.789));
  }

  @Test
  void aFileSpeaksForAllPrograms() {
    add("loss", "stdout:12", 9, 0.4561);
    add("loss", "file:a:b.csv", 9, 0.456123);
    assertThat(ledger.summaries().get("loss").source()).isEqualTo("file:a:b.csv");
  }

  @Test
  void otherWordsAreOtherMetrics() {
    add("val_loss", "stdout", 0.9);
    add("train/loss", "tensorboard", 0.9);
    add("test_loss", "file:results.csv", 0.9);
    assertThat(ledger.last()).hasSize(3);
  }

  @Test
  void seriesThatEndWithNanAgreeByTheirLeastValue() {
    add("loss", "stdout", 0.3512, 0.25, Double.NaN);
    add("Loss", "tensorboard", 0.25001, Double.NaN);
    add("LOSS", "mlflow", 0.75, Double.NaN);
    assertThat(ledger.summaries()).containsOnlyKeys("Loss", "LOSS");
    assertThat(ledger.last()).isEmpty();
  }

  @Test
  void filesSpeakBeforeTrackersBeforeLibrariesBeforePrintedLines() {
    for (var source :
        new String[] {"stdout", "python", "sklearn", "keras", "mlflow", "wandb", "file:a.csv"}) {
      add("loss", source, source.length());
      assertThat(ledger.summaries().get("loss").source()).isEqualTo(source);
    }
    add("loss", "tensorboard", 1);
    add("loss", "something new", 2);
    add("loss", "stdout", 3);
    assertThat(ledger.last()).containsEntry("loss", 1.0);
  }

  @Test
  void ofTwoFilesTheOneWithMorePointsSpeaks() {
    add("eval_loss", "file:all_results.json", 0.3);
    add("eval_loss", "file:trainer_state.json", 0.5, 0.4, 0.3);
    assertThat(ledger.summaries().get("eval_loss").count()).isEqualTo(3);
  }
}
