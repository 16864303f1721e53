package dev.runlog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runlog.model.Problem;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class FilterTest {
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-03-10T12:00:00Z"), ZoneId.of("Europe/Berlin"));

  private static Map<String, @Nullable Object> run() {
    var run = new HashMap<String, @Nullable Object>();
    run.put("run_id", "2026-02-03_1010_base");
    run.put("status", "finished");
    run.put("start", "2026-02-03T10:10:05+01:00");
    run.put("duration", 7300.0);
    run.put("git.dirty", false);
    run.put("config.optimizer.lr", 0.001);
    run.put("config.model.name", "ViT small");
    run.put("config.version", "1e-3");
    run.put("config.seed", 3.0);
    run.put("config.resume", null);
    run.put("metrics.seed", 1.0);
    run.put("metrics.val_acc", 0.943);
    run.put("metrics.val/acc@1", 0.9);
    run.put("metrics.diverged", Double.NaN);
    run.put("resources.max_rss_bytes", 5e9);
    run.put("tags", List.of("paper", "best"));
    return run;
  }

  private static boolean test(String text) {
    var run = run();
    var keys = new java.util.HashSet<>(run.keySet());
    keys.addAll(Set.of("config.other", "metrics.rare"));
    return Filter.parse(text, NOW)
        .resolved(keys)
        .test(
            new Values() {
              @Override
              public @Nullable Object of(String key) {
                return run.get(key);
              }

              @Override
              public boolean has(String key) {
                return run.containsKey(key);
              }
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metrics.val_acc > 0.9",
        "val_acc>0.9",
        "val_acc >= 94.3%",
        "metrics.val_acc > 0.9 and config.optimizer.lr <= 1e-3 and git.dirty = false",
        "lr == 1e-3",
        "val/acc@1 = .9",
        "\"val/acc@1\" = 0.9",
        "metrics.\"val/acc@1\" < 1",
        "status = finished",
        "status != failed",
        "status in (failed, finished)",
        "status not in (failed, killed)",
        "not git.dirty",
        "!git.dirty && status=finished",
        "git.dirty = no",
        "model.name ~ vit",
        "model.name = 'ViT small'",
        "model.name !~ resnet",
        "version = 0.001",
        "start > 2026-02-01",
        "start = 2026-02-03",
        "start = 2026-02",
        "start < 2026-02-04 and start >= 2026-02-03",
        "start = '2026-02-03 10:10'",
        "start < -1mo",
        "start > -6w",
        "not start > today",
        "duration > 2h",
        "duration < 2h5min",
        "duration = 7300",
        "max_rss_bytes > 4GB and max_rss_bytes < 5GiB",
        "tags = paper",
        "tags ~ bes",
        "config.resume = null",
        "has(metrics.val_acc)",
        "not has(metrics.rare)",
        "not (metrics.rare > 0)",
        "status = killed or status = failed or val_acc > 0.5",
        "status = killed and val_acc > 0.5 or git.dirty = false",
        "not status = killed and val_acc > 0.5",
        "(status = killed or val_acc > 0.5) and not (git.dirty or lr > 1)",
        "diverged != 0",
        "run_id ~ base",
        "config.seed = 3",
      })
  void holds(String text) {
    assertThat(test(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "val_acc > 0.95",
        "metrics.rare > 0",
        "metrics.rare != 0",
        "metrics.rare = null",
        "config.resume > 0",
        "diverged > 0",
        "diverged = 0",
        "status = FAILED",
        "git.dirty",
        "model.name = vit",
        "tags = pap",
        "start > today",
        "start = 2026-02-04",
        "val_acc = high",
        "status > 5",
        "lr in (1, 2)",
      })
  void doesNotHold(String text) {
    assertThat(test(text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "val_acc >> 1 | 9 | expected a value after >",
        "val_acc > | 9 | expected a value after >",
        "and x = 1 | 0 | expected a key",
        "val_acc > 1 lr < 2 | 12 | expected 'and', 'or' or the end",
        "(val_acc > 1 | 12 | expected ')'",
        "status in failed | 10 | expected '('",
        "status = 'x | 9 | this quote is not closed",
        "val_ac > 1 | 0 | no run has 'val_ac' (did you mean 'val_acc'?)",
        "status = a and seed = 1 | 15 | 'seed' may be metrics.seed, config.seed",
      })
  void aWrongFilterShowsWhere(String text, int column, String what) {
    assertThatThrownBy(() -> test(text.strip()))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(what.strip())
        .hasMessageContaining("\n  " + " ".repeat(column) + "^");
  }

  @Test
  void hostileFiltersEnd() {
    for (var text :
        List.of(
            "(".repeat(9000),
            "!".repeat(9000),
            "not ".repeat(2000) + "x",
            "x".repeat(20_000),
            "")) {
      assertThatThrownBy(() -> test(text)).isInstanceOf(Problem.class);
    }
    assertThat(test("val_acc > 0" + " or val_acc > 0".repeat(600))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void directionsOfCommonNames(Direction direction) {
    var names =
        switch (direction) {
          case LESS ->
              "loss train_loss val/loss trainLoss eval_loss perplexity test.rmse MAE word_error nll wer"
                  + " logloss FID mape mean_squared_error";
          case MORE ->
              "acc val_acc Accuracy eval_rougeL f1 macro-f1 val/acc@1 mAP mAP50 auc roc_auc bleu r2 dice"
                  + " episode_reward psnr top1";
          case UNKNOWN -> "lr loss_scale epoch grad_norm x accuracy_loss throughput loss_weight";
        };
    for (var name : names.split(" ")) {
      assertThat(Direction.of(name)).as(name).isEqualTo(direction);
    }
  }
}
