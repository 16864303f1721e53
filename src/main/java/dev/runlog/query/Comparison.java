package dev.runlog.query;

import dev.runlog.json.Nested;
import dev.runlog.model.Data;
import dev.runlog.model.Random;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What differs between runs by their records alone; each part has what explains a result best
/// first. `metrics` holds the metrics that differ.
public record Comparison(
    List<ComparisonSide> sides,
    List<ComparisonRow> outcome,
    List<ComparisonRow> config,
    List<ComparisonRow> packages,
    List<ComparisonRow> data,
    List<ComparisonRow> environment,
    List<ComparisonRow> seeds,
    List<ComparisonMetric> metrics) {
  private static final Set<String> NOT_ENVIRONMENT =
      Set.of("imported", "packages", "pip_freeze", "pip_freeze_hash");
  private static final List<String> FRAMEWORKS =
      List.of(
          "torch",
          "tensorflow",
          "jax",
          "jaxlib",
          "flax",
          "keras",
          "numpy",
          "scipy",
          "scikit-learn",
          "transformers",
          "lightning",
          "pytorch-lightning",
          "xgboost",
          "lightgbm",
          "catboost",
          "pandas",
          "torchvision",
          "timm",
          "datasets",
          "tokenizers",
          "accelerate");
  private static final List<String> MACHINE =
      List.of(
          "gpu",
          "framework",
          "python",
          "cuda",
          "cudnn",
          "gpus",
          "driver",
          "variables",
          "platform",
          "cpu",
          "container",
          "conda",
          "cores",
          "cores_allowed",
          "memory_bytes",
          "slurm",
          "hostname");

  /// Compares two runs or more.
  public static Comparison of(List<ComparisonSide> sides, ComparisonSiblings siblings) {
    return new Comparison(
        sides,
        rows(sides, Comparison::outcome, key -> 0),
        rows(sides, side -> side.parameters(false), key -> configRank(key, sides)),
        rows(sides, ComparisonSide::packageVersions, key -> packageRank(key, sides)),
        rows(sides, side -> data(side.run().data()), key -> 0),
        rows(sides, Comparison::environment, Comparison::machineRank),
        rows(sides, Comparison::seeds, key -> 0),
        ComparisonMetric.differing(sides, siblings));
  }

  /// Whether nothing but results differs.
  public boolean isSameSetup() {
    return config.isEmpty()
        && packages.isEmpty()
        && data.isEmpty()
        && environment.isEmpty()
        && seeds.isEmpty();
  }

  private static List<ComparisonRow> rows(
      List<ComparisonSide> sides,
      Function<ComparisonSide, Map<String, @Nullable Object>> part,
      java.util.function.ToIntFunction<String> rank) {
    return ComparisonRow.differing(sides.stream().map(part).toList(), rank);
  }

  private static Map<String, @Nullable Object> outcome(ComparisonSide side) {
    var outcome = new LinkedHashMap<String, @Nullable Object>();
    var run = side.run();
    outcome.put("status", run.status().name().toLowerCase(java.util.Locale.ROOT));
    outcome.put("command", String.join(" ", run.command().argv()));
    return outcome;
  }

  /// What was typed first, then what no longer is its default, then what a place or a habit is.
  private static int configRank(String key, List<ComparisonSide> sides) {
    int rank = 3;
    for (var side : sides) {
      var config = side.run().config();
      var source = config.sources().getOrDefault(key, "");
      if (Nested.flat(config.overrides()).containsKey(key)) {
        rank = Math.min(rank, 0);
      } else if (!source.endsWith("default")) {
        rank = Math.min(rank, source.startsWith("guess") ? 2 : 1);
      }
    }
    return ComparisonKeys.isHabit(key) ? 10 + rank : rank;
  }

  private static int packageRank(String name, List<ComparisonSide> sides) {
    var imported = new HashSet<String>();
    sides.forEach(side -> imported.addAll(side.imported()));
    int framework = FRAMEWORKS.indexOf(name);
    return (imported.contains(name) ? 0 : 100) + (framework < 0 ? 50 : framework);
  }

  private static int machineRank(String key) {
    int dot = key.indexOf('.');
    int at = MACHINE.indexOf(dot < 0 ? key : key.substring(0, dot));
    return at < 0 ? MACHINE.size() : at;
  }

  private static Map<String, @Nullable Object> environment(ComparisonSide side) {
    var kept = new LinkedHashMap<String, @Nullable Object>();
    Nested.flat(side.run().environment())
        .forEach(
            (key, value) -> {
              if (!NOT_ENVIRONMENT.contains(key) && !isJob(key)) {
                kept.put(key, value);
              }
            });
    return kept;
  }

  /// Numbers that a scheduler gives each job.
  private static boolean isJob(String key) {
    return key.startsWith("slurm.") && (key.endsWith("id") || key.endsWith("pid"));
  }

  private static Map<String, @Nullable Object> data(@Nullable Data data) {
    var facts = new LinkedHashMap<String, @Nullable Object>();
    if (data == null) {
      return facts;
    }
    facts.put("path", data.path());
    facts.put("hash", data.hash());
    facts.put("files", data.files());
    facts.put("bytes", data.bytes());
    facts.put("method", data.method());
    data.split().forEach((name, size) -> facts.put("split." + name, size));
    if (!data.changedDuringRun().isEmpty()) {
      facts.put("changed_during_run", data.changedDuringRun());
    }
    for (var input : data.inputs()) {
      facts.put("inputs." + input.path(), input.hash());
    }
    return facts;
  }

  private static Map<String, @Nullable Object> seeds(ComparisonSide side) {
    var random = side.run().random();
    var seeds = new LinkedHashMap<String, @Nullable Object>();
    seeds.put("seed", random.seed());
    seeds.put("python_seed", random.pythonSeed());
    seeds.put("numpy_seed", random.numpySeed());
    seeds.put("torch_seed", random.torchSeed());
    seeds.put("tensorflow_seed", random.tensorflowSeed());
    seeds.put("jax_seed", random.jaxSeed());
    seeds.put("hash_seed", random.hashSeed());
    random.deterministic().forEach((key, value) -> seeds.put("deterministic." + key, value));
    side.parameters(true).forEach((key, value) -> seeds.put("config." + key, value));
    seeds.put("calls", calls(random));
    return seeds;
  }

  /// Which functions set seeds, in order: the values have their own rows.
  private static List<Object> calls(Random random) {
    var calls = new ArrayList<Object>();
    random.calls().forEach(call -> calls.add(call.function()));
    return calls;
  }
}
