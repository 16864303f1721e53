package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.model.Observation.Access;
import dev.runlog.model.Observation.FileUse;
import dev.runlog.model.Observation.Metric;
import dev.runlog.model.Observation.Split;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// scikit-learn, XGBoost, LightGBM and Gymnasium as programs use them.
@Timeout(600)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Venv#oldestAndNewest")
class LearningIT {
  private final Python python;
  @TempDir Path scratch;

  LearningIT(Python base) throws Exception {
    python =
        Venv.with(
            base, "learning", "scikit-learn", "xgboost-cpu", "lightgbm", "gymnasium", "pandas");
  }

  private Observed run(String program) throws Exception {
    var observed = new Observed(scratch).script("train.py", program);
    observed.run(python, "train.py");
    assertThat(observed.result).isEqualTo(observed.bare(python, "train.py"));
    assertThat(observed.result.exit()).as(observed.result.err()).isZero();
    assertThat(observed.events()).contains("\"errors\":0").doesNotContain("\"errors\":1");
    return observed;
  }

  private static Map<String, List<Double>> metrics(Observed run) {
    var metrics = new LinkedHashMap<String, List<Double>>();
    for (var metric : run.observed(Metric.class)) {
      metrics
          .computeIfAbsent(metric.point().name(), name -> new java.util.ArrayList<>())
          .add(metric.point().value());
    }
    return metrics;
  }

  private static final String DATA =
      """
      import numpy as np
      rng = np.random.RandomState(0)
      X = rng.rand(200, 4)
      y = (X[:, 0] > 0.5).astype(int)
      """;

  @Test
  void anEstimatorsParametersAndScores() throws Exception {
    var run =
        run(
            DATA
                + """
                from sklearn.ensemble import RandomForestClassifier
                from sklearn.metrics import accuracy_score, f1_score, mean_squared_error
                from sklearn.model_selection import train_test_split
                X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
                X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.25, random_state=43)
                model = RandomForestClassifier(n_estimators=7, random_state=1)
                model.fit(X_train, y_train)
                print('val', model.score(X_val, y_val))
                print('test', accuracy_score(y_test, model.predict(X_test)))
                print(f1_score(y, model.predict(X)), mean_squared_error([1.0, 2.0], [1.0, 4.0]))
                """);
    assertThat(run.parameters())
        .containsEntry("RandomForestClassifier.n_estimators", 7L)
        .containsEntry("RandomForestClassifier.max_depth", null)
        .containsEntry("RandomForestClassifier.random_state", 1L)
        .doesNotContainKeys(
            "RandomForestClassifier.estimator_params", "DecisionTreeClassifier.max_depth")
        .containsEntry("train_test_split.test_size", 0.2)
        .containsEntry("train_test_split_2.test_size", 0.25);
    assertThat(run.sources())
        .containsEntry("RandomForestClassifier.n_estimators", "sklearn")
        .containsEntry("RandomForestClassifier.max_depth", "sklearn default");
    assertThat(metrics(run))
        .containsKeys("val_score", "test_accuracy", "f1")
        .containsEntry("mean_squared_error", List.of(2.0));
    assertThat(run.observed(Split.class))
        .contains(new Split("train", 120), new Split("val", 40), new Split("test", 40))
        .last()
        .isEqualTo(new Split("val", 40));
    assertThat(run.seeds())
        .containsExactly(
            "numpy.random.RandomState=0",
            "train_test_split.random_state=42",
            "train_test_split.random_state=43",
            "RandomForestClassifier.random_state=1");
  }

  @Test
  void aSearchOverAPipelineIsItsOwnFitAndNotThoseInside() throws Exception {
    var run =
        run(
            DATA
                + """
                from sklearn.linear_model import LogisticRegression
                from sklearn.model_selection import GridSearchCV, KFold, cross_val_score
                from sklearn.pipeline import Pipeline
                from sklearn.preprocessing import StandardScaler
                pipe = Pipeline([('scale', StandardScaler()), ('model', LogisticRegression(max_iter=300))])
                search = GridSearchCV(pipe, {'model__C': [0.01, 1.0]}, cv=KFold(3, shuffle=True, random_state=5))
                search.fit(X, y)
                print(search.best_params_, search.best_score_)
                print(cross_val_score(pipe, X, y, cv=4, scoring='accuracy').mean())
                """);
    assertThat(run.parameters())
        .containsEntry("GridSearchCV.cv", "KFold")
        .containsEntry("KFold.n_splits", 3L)
        .containsEntry("GridSearchCV.param_grid.model__C", List.of(0.01, 1.0))
        .containsEntry("GridSearchCV.best_params.model__C", 1.0)
        .containsEntry("LogisticRegression.max_iter", 300L)
        .containsEntry("LogisticRegression.C", 1.0)
        .containsEntry("cross_val_score.cv", 4L)
        .containsEntry("cross_val_score.scoring", "accuracy");
    assertThat(metrics(run))
        .containsOnlyKeys(
            "best_score", "cross_val_score", "cross_val_score_mean", "cross_val_score_std");
    assertThat(metrics(run).get("cross_val_score")).hasSize(4);
    assertThat(run.seeds()).containsExactly("numpy.random.RandomState=0", "KFold.random_state=5");
  }

  @Test
  void whatIsWatchedLooksPicklesAndClonesAsBefore() throws Exception {
    run(
        DATA
            + """
            import inspect, pickle, copy
            from joblib import Parallel, delayed
            from sklearn import metrics
            from sklearn.base import BaseEstimator, ClassifierMixin, clone
            from sklearn.metrics import accuracy_score, make_scorer
            from sklearn.model_selection import cross_validate, train_test_split
            from sklearn.svm import SVC
            class Mine(ClassifierMixin, BaseEstimator):
                def __init__(self, bias=1): self.bias = bias
                def fit(self, X, y): self.classes_ = np.unique(y); return self
                def predict(self, X): return np.full(len(X), self.bias)
            print(inspect.signature(accuracy_score), inspect.signature(train_test_split), inspect.signature(SVC.score))
            print(accuracy_score.__name__, accuracy_score.__module__.startswith('sklearn'), accuracy_score.__doc__[:30])
            print(pickle.loads(pickle.dumps(accuracy_score)) is accuracy_score, copy.deepcopy(accuracy_score) is accuracy_score)
            print(clone(Mine(3)).get_params(), make_scorer(accuracy_score))
            print(cross_validate(Mine(), X, y, cv=3, scoring=make_scorer(accuracy_score))['test_score'])
            print(Parallel(n_jobs=2)(delayed(accuracy_score)(y, y) for _ in range(3)))
            try: SVC(C=-1).fit(X, y)
            except ValueError as e: print(e)
            print(metrics.classification_report(y, y, output_dict=True)['macro avg'])
            """);
  }

  @Test
  void boostingByRounds() throws Exception {
    var run =
        run(
            DATA
                + """
                import lightgbm as lgb, xgboost as xgb
                train, valid = xgb.DMatrix(X[:150], y[:150]), xgb.DMatrix(X[150:], y[150:])
                xgb.train({'max_depth': 2, 'eta': 0.3, 'objective': 'binary:logistic', 'seed': 3}, train, num_boost_round=4,
                          evals=[(train, 'train'), (valid, 'valid')])
                data = lgb.Dataset(X[:150], y[:150])
                lgb.train({'num_leaves': 5, 'objective': 'binary', 'verbose': -1}, data, num_boost_round=3,
                          valid_sets=[lgb.Dataset(X[150:], y[150:], reference=data)], valid_names=['holdout'])
                model = xgb.XGBRegressor(n_estimators=2, max_depth=3, random_state=8)
                model.fit(X[:150], y[:150], eval_set=[(X[150:], y[150:])], verbose=False)
                for leaves in (3, 5): lgb.LGBMClassifier(n_estimators=2, verbose=-1, num_leaves=leaves).fit(X, y)
                lgb.LGBMClassifier(n_estimators=3, verbose=-1).fit(X, y)
                lgb.LGBMClassifier(n_estimators=3, verbose=-1).fit(X, y)
                """);
    assertThat(run.parameters())
        .containsEntry("xgboost.max_depth", 2L)
        .containsEntry("xgboost.num_boost_round", 4L)
        .containsEntry("lightgbm.num_leaves", 5L)
        .containsEntry("XGBRegressor.max_depth", 3L)
        .containsEntry("XGBRegressor.learning_rate", null)
        .containsEntry("LGBMClassifier.num_leaves", 5L)
        .containsEntry("LGBMClassifier_2.num_leaves", 31L)
        .doesNotContainKey("LGBMClassifier_3.num_leaves");
    var metrics = metrics(run);
    assertThat(metrics)
        .containsOnlyKeys(
            "train_logloss", "valid_logloss", "holdout_binary_logloss", "validation_0_rmse");
    assertThat(metrics.get("valid_logloss"))
        .hasSize(4)
        .isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(metrics.get("holdout_binary_logloss")).hasSize(3);
    assertThat(metrics.get("validation_0_rmse")).hasSize(2);
    assertThat(run.seeds())
        .containsExactly(
            "numpy.random.RandomState=0", "xgboost.seed=3", "XGBRegressor.random_state=8");
    assertThat(run.observed(Split.class)).contains(new Split("train", 150), new Split("val", 50));
  }

  @Test
  void filesThatABoostingLibraryOpensItself() throws Exception {
    var run =
        run(
            DATA
                + """
                import lightgbm as lgb, xgboost as xgb
                with open('train.svm', 'w') as f, open('table.csv', 'w') as g:
                    for row, label in zip(X, y):
                        f.write('%d ' % label + ' '.join('%d:%.4f' % pair for pair in enumerate(row)) + chr(10))
                        g.write('%d,' % label + ','.join('%.4f' % cell for cell in row) + chr(10))
                lgb.train({'objective': 'binary', 'verbose': -1}, lgb.Dataset('table.csv'), num_boost_round=2)
                pairs = [('max_depth', 2), ('objective', 'binary:logistic'), ('eval_metric', 'logloss'), ('eval_metric', 'error')]
                import warnings; warnings.simplefilter('ignore')
                xgb.train(pairs, xgb.DMatrix('train.svm?format=libsvm'), 2, [(xgb.DMatrix(X[:40], y[:40]), 'test')])
                """);
    assertThat(
            run.observed(FileUse.class).stream()
                .filter(use -> use.access() == Access.READ)
                .map(use -> Path.of(use.path()).getFileName().toString()))
        .contains("train.svm", "table.csv");
    assertThat(run.parameters()).containsEntry("xgboost.eval_metric", List.of("logloss", "error"));
    assertThat(run.observed(Split.class)).contains(new Split("train", 200), new Split("test", 40));
  }

  @Test
  void seedsOfGeneratorsAndEnvironments() throws Exception {
    var run =
        run(
            """
            import gymnasium, numpy as np, pickle, random
            np.random.seed(1)
            print(np.random.default_rng(2).random(), np.random.default_rng(np.random.SeedSequence(3)).random())
            print(random.Random(4).random(), type(random.Random(4)), random.Random().random() < 1)
            env = gymnasium.make('CartPole-v1')
            print(env.reset(seed=5))
            env.action_space.seed(6)
            env.reset()
            class Options: seed = 9
            def legacy(seed): return np.random.RandomState(seed)
            print(np.random.RandomState(7).rand(), legacy(8).rand(), np.random.RandomState(seed=Options.seed).rand())
            print(np.random.RandomState() is None, np.random.RandomState(None) is None)
            again = pickle.loads(pickle.dumps(legacy(10)))
            again.seed(11)
            print(again.rand(), type(again._bit_generator), np.random.RandomState(np.random.MT19937(12)).rand())
            """);
    assertThat(run.seeds())
        .containsExactly(
            "numpy.random.seed=1",
            "numpy.random.default_rng=2",
            "numpy.random.default_rng=3",
            "random.Random=4",
            "random.Random=4",
            "gymnasium.Env.reset=5",
            "gymnasium.Space.seed=6",
            "numpy.random.RandomState=7",
            "numpy.random.RandomState=8",
            "numpy.random.RandomState=9",
            "numpy.random.RandomState=10");
  }
}
