package dev.runlog.capture;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a file that a program read is to the run, told by its name and the folders it is in.
enum InputKind {
  DATA,
  CONFIGURATION,
  MODEL,
  OTHER;

  private static final long LARGEST_CONFIGURATION = 1 << 20;
  private static final Set<String> SETTINGS =
      Set.of("yaml", "yml", "toml", "ini", "cfg", "conf", "gin", "hocon", "jsonnet", "args", "env");
  private static final Set<String> MODELS =
      Set.of("safetensors", "ckpt", "onnx", "gguf", "tflite", "keras", "pth", "pdparams", "ptl");
  private static final Set<String> EITHER =
      Set.of("pt", "bin", "pkl", "pickle", "joblib", "h5", "hdf5", "npz", "model", "pb", "msgpack");
  private static final Set<String> NEVER =
      Set.of(
          "py", "pyi", "pyc", "pyx", "ipynb", "sh", "bash", "c", "cc", "cpp", "cu", "cuh", "h",
          "hpp", "java", "scala", "rs", "go", "js", "ts", "jl", "r", "lua", "so", "dll", "dylib",
          "a", "o", "log", "lock", "md", "rst", "ttf", "otf", "css", "mo", "pem", "crt", "key",
          "pid", "swp", "tmp", "whl", "egg", "cubin", "ptx", "jar", "war", "class", "jsa", "jmod",
          "wasm", "exe", "rlib", "beam");
  private static final Set<String> DATA_WORDS =
      Set.of(
          "data",
          "dataset",
          "datasets",
          "train",
          "training",
          "val",
          "valid",
          "validation",
          "test",
          "dev",
          "eval",
          "annotations",
          "annotation",
          "labels",
          "label",
          "images",
          "corpus",
          "raw",
          "processed",
          "captions",
          "instances",
          "samples",
          "examples",
          "questions",
          "split");
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
          "experiment",
          "experiments",
          "recipe",
          "recipes",
          "schema",
          "package",
          "info");
  private static final Set<String> MODEL_WORDS =
      Set.of(
          "model",
          "models",
          "weights",
          "checkpoint",
          "checkpoints",
          "ckpt",
          "ckpts",
          "pretrained",
          "optimizer",
          "optim",
          "scheduler",
          "tokenizer",
          "scaler",
          "estimator",
          "classifier",
          "regressor",
          "vae",
          "unet");
  private static final Set<String> PERHAPS_MODEL_WORDS =
      Set.of(
          "best",
          "last",
          "final",
          "epoch",
          "step",
          "iter",
          "net",
          "encoder",
          "decoder",
          "agent",
          "policy",
          "state",
          "snapshot",
          "snapshots",
          "resume");
  private static final Set<String> OF_A_MODEL =
      Set.of(
          "vocab.json",
          "merges.txt",
          "vocab.txt",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "generation_config.json",
          "config.json",
          "preprocessor_config.json",
          "spiece.model",
          "sentencepiece.bpe.model",
          "tokenizer.model",
          "trainer_state.json");

  /// `name` holds the folders that say something, with `/` between them, and the file's name.
  static InputKind of(String name, long bytes) {
    var lower = name.toLowerCase(Locale.ROOT);
    int slash = lower.lastIndexOf('/');
    var file = lower.substring(slash + 1);
    var folders = lower.substring(0, slash + 1);
    int dot = file.lastIndexOf('.');
    var stem = dot < 0 ? file : file.substring(0, dot);
    var suffix = dot < 0 ? "" : file.substring(dot + 1);
    if (NEVER.contains(suffix) || isOfAProject(file, stem) || file.contains("tfevents")) {
      return OTHER;
    }
    if (SETTINGS.contains(suffix) && bytes <= LARGEST_CONFIGURATION) {
      return CONFIGURATION;
    }
    if (MODELS.contains(suffix) || OF_A_MODEL.contains(file)) {
      return MODEL;
    }
    boolean isNamedData = has(stem, DATA_WORDS) || has(folders, DATA_WORDS);
    if (suffix.equals("json") && bytes <= LARGEST_CONFIGURATION) {
      boolean isSetting = has(stem, SETTING_WORDS) || has(folders, SETTING_WORDS);
      return isNamedData && !isSetting ? DATA : CONFIGURATION;
    }
    if (EITHER.contains(suffix) && isModel(stem, suffix, folders, isNamedData)) {
      return MODEL;
    }
    return DATA;
  }

  private static boolean isModel(String stem, String suffix, String folders, boolean isNamedData) {
    if (has(stem, MODEL_WORDS) || (has(stem, PERHAPS_MODEL_WORDS) && !has(stem, DATA_WORDS))) {
      return true;
    }
    return !isNamedData && (suffix.equals("pt") || has(folders, MODEL_WORDS));
  }

  /// What lies beside the code of a project for people and for tools.
  private static boolean isOfAProject(String file, String stem) {
    return file.startsWith(".")
        || List.of("readme", "license", "licence", "makefile", "dockerfile", "version", "authors")
            .contains(stem)
        || (stem.startsWith("requirements") && file.endsWith(".txt"))
        || file.equals("lock.mdb")
        || file.equals("pyvenv.cfg")
        || file.equals("package.json");
  }

  /// Whether one of the words of a name, which letters other than a to z divide, is among these.
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
