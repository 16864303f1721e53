package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.model.Observation.Metric;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Studies of Optuna.
@Timeout(600)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Venv#oldestAndNewest")
class OptunaIT {
  private final Python python;
  @TempDir Path scratch;

  OptunaIT(Python base) throws Exception {
    python = Venv.with(base, "optuna", "optuna");
  }

  @Test
  void aStudysTrialsItsBestOneAndItsSeed() throws Exception {
    var run =
        new Observed(scratch)
            .script(
                "search.py",
                """
                import optuna
                optuna.logging.set_verbosity(optuna.logging.WARNING)
                def objective(trial):
                    x = trial.suggest_float('x', -10, 10)
                    return (x - trial.suggest_categorical('goal', [2, 3])) ** 2
                study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=4))
                study.optimize(objective, n_trials=5)
                study.optimize(objective, n_trials=5)
                print(study.best_value, study.best_params)
                """);
    run.run(python, "search.py");
    assertThat(run.result).isEqualTo(run.bare(python, "search.py"));
    assertThat(run.result.exit()).as(run.result.err()).isZero();
    assertThat(run.events()).contains("\"errors\":0");
    assertThat(run.parameters())
        .containsEntry("optuna.n_trials", 5L)
        .containsEntry("optuna.direction", "minimize")
        .containsEntry("optuna.sampler", "TPESampler")
        .containsKeys("optuna.best_params.x", "optuna.best_params.goal");
    assertThat(run.sources())
        .containsEntry("optuna.n_trials", "optuna")
        .containsEntry("optuna.timeout", "optuna default");
    var values =
        run.observed(Metric.class).stream()
            .map(Metric::point)
            .filter(point -> point.name().equals("value"))
            .toList();
    assertThat(values).hasSize(10).last().satisfies(point -> assertThat(point.step()).isEqualTo(9));
    assertThat(run.seeds()).isEqualTo(List.of("TPESampler.seed=4"));
  }
}
