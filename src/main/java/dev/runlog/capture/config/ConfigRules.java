package dev.runlog.capture.config;

import dev.runlog.capture.DataKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Which of the files that a program reads are its configuration: told by name and place, and of
/// JSON, which data and results are written in too, by what is in it.
final class ConfigRules {
  private static final long LARGEST = 1 << 20;
  private static final int MOST_VALUES = 500;
  private static final int LONGEST_LIST = 100;

  private static final Set<String> SUFFIXES =
      Set.of("yaml", "yml", "json", "toml", "ini", "cfg", "conf", "gin");

  /// Of tools, of models, and of how a program logs.
  private static final Set<String> OTHERS =
      Set.of(
          "pyproject.toml",
          "setup.cfg",
          "tox.ini",
          "pytest.ini",
          "mypy.ini",
          "package.json",
          "package-lock.json",
          "tsconfig.json",
          "runlog.toml",
          "pyvenv.cfg",
          "environment.yml",
          "environment.yaml",
          "conda.yaml",
          "conda.yml",
          "docker-compose.yml",
          "dvc.yaml",
          "dvc.lock",
          "mkdocs.yml",
          "poetry.toml",
          "uv.toml",
          "ruff.toml",
          "mlproject",
          "tokenizer.json",
          "vocab.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "generation_config.json",
          "preprocessor_config.json",
          "processor_config.json",
          "model_index.json",
          "modules.json",
          "trainer_state.json",
          "dataset_info.json",
          "dataset_infos.json",
          "state.json",
          "metadata.json",
          "meta.yaml");

  private static final List<String> OTHER_PLACES =
      List.of(
          "/site-packages/",
          "/dist-packages/",
          "/lib/python",
          "/usr/",
          "/etc/",
          "/opt/",
          "/snap/",
          "/mlruns/",
          "/wandb/",
          "/node_modules/");

  private static final Set<String> SETTING_WORDS =
      Set.of(
          "config",
          "configs",
          "configuration",
          "cfg",
          "conf",
          "params",
          "hparams",
          "settings",
          "args",
          "options",
          "opts",
          "opt",
          "hyperparameters",
          "hyperparams",
          "parameters",
          "hyp",
          "experiment",
          "experiments",
          "recipe",
          "recipes");

  private static final Set<String> DATA_WORDS =
      Set.of(
          "annotations",
          "annotation",
          "captions",
          "instances",
          "labels",
          "label",
          "classes",
          "class",
          "vocab",
          "vocabulary",
          "predictions",
          "results",
          "result",
          "metrics",
          "metric",
          "mapping",
          "map",
          "index",
          "idx",
          "samples",
          "examples",
          "questions",
          "splits",
          "split",
          "history",
          "report",
          "summary",
          "scores",
          "logging",
          "logger",
          "log");

  /// What only a configuration says.
  private static final Set<String> TELLING =
      Set.of(
          "lr",
          "learning_rate",
          "learningrate",
          "batch_size",
          "batchsize",
          "epochs",
          "num_epochs",
          "n_epochs",
          "max_epochs",
          "seed",
          "random_seed",
          "random_state",
          "optimizer",
          "optim",
          "dropout",
          "weight_decay",
          "momentum",
          "hidden_size",
          "hidden_dim",
          "num_layers",
          "n_layers",
          "max_steps",
          "max_iter",
          "max_depth",
          "n_estimators",
          "num_workers",
          "train_batch_size",
          "per_device_train_batch_size",
          "objective",
          "scheduler",
          "gamma",
          "alpha",
          "device",
          "model_name",
          "backbone",
          "hyperparameters");

  private ConfigRules() {}

  static boolean isCandidate(Path project, Path path) {
    var name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    if (!SUFFIXES.contains(Named.suffix(name))
        || OTHERS.contains(name)
        || isHidden(project, path)) {
      return false;
    }
    var text =
        (path.startsWith(project) ? Path.of("/").resolve(project.relativize(path)) : path)
            .toString();
    return OTHER_PLACES.stream().noneMatch(text::contains)
        && !isResult(name)
        && !isOfAModel(path, name);
  }

  /// Whether a file is by its name one of a tool or of a model, or data: `vocab.json`.
  static boolean isSomethingElse(Path path) {
    var name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    return OTHERS.contains(name) || (name.endsWith(".json") && isResult(name));
  }

  /// Whether one of the words of a path says that configuration is meant.
  static boolean isSetting(String name) {
    return has(name.toLowerCase(Locale.ROOT), SETTING_WORDS);
  }

  private static boolean isHidden(Path project, Path path) {
    for (var part : path.startsWith(project) ? project.relativize(path) : path) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isResult(String name) {
    var stem = stem(name);
    return DataKeys.isResult(stem)
        || (has(stem, DATA_WORDS) && !has(stem, SETTING_WORDS))
        || (name.endsWith(".json") && DataKeys.isData(stem))
        || name.endsWith(".index.json");
  }

  /// Of a model in the form of Hugging Face, which has its weights beside it.
  private static boolean isOfAModel(Path path, String name) {
    return name.equals("config.json")
        && (Files.exists(path.resolveSibling("model.safetensors"))
            || Files.exists(path.resolveSibling("pytorch_model.bin"))
            || Files.exists(path.resolveSibling("tokenizer_config.json")));
  }

  static boolean isSmall(long bytes) {
    return bytes <= LARGEST;
  }

  /// Whether what is in the file is configuration.
  static boolean isConfiguration(Path path, Map<?, ?> tree) {
    if (path.toString().endsWith(".gin")) {
      return true;
    }
    var flat = Loaded.flat(tree);
    if (flat.isEmpty()
        || flat.size() > MOST_VALUES
        || flat.values().stream().anyMatch(ConfigRules::isLong)) {
      return false;
    }
    var name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".json") || has(stem(name), SETTING_WORDS)) {
      return true;
    }
    var folder = path.getParent();
    return (folder != null && has(folder.getFileName().toString(), SETTING_WORDS))
        || flat.keySet().stream().anyMatch(ConfigRules::isTelling);
  }

  private static boolean isLong(Object value) {
    return value instanceof List<?> list && list.size() > LONGEST_LIST;
  }

  private static boolean isTelling(String key) {
    var last = key.substring(key.lastIndexOf('.') + 1);
    return TELLING.contains(last.toLowerCase(Locale.ROOT));
  }

  private static String stem(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  private static boolean has(String name, Set<String> words) {
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      if (i == name.length() || name.charAt(i) < 'a' || name.charAt(i) > 'z') {
        if (i > start && words.contains(name.substring(start, i))) {
          return true;
        }
        start = i + 1;
      }
    }
    return false;
  }
}
