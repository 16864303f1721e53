package dev.runlog.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that a source may say about a run. The record is a fold over these.
public sealed interface Observation {

  /// One configuration value under a dotted key. A later value of the same origin wins; a higher
  /// origin wins over a lower. `program` is the id of the [Program] that has it, empty where it
  /// is known of the run as a whole.
  record Parameter(String key, @Nullable Object value, Origin origin, String source, String program)
      implements Observation {
    public Parameter(String key, @Nullable Object value, Origin origin, String source) {
      this(key, value, origin, source, "");
    }
  }

  /// Where a parameter came from, lowest trust first.
  enum Origin {
    GUESSED,
    CONFIG_FILE,
    COMMAND_LINE,
    PROGRAM,
    SAID
  }

  /// A configuration file; `main` marks the one that gives the run its `config.path`.
  record ConfigurationFile(Config.ConfigFile file, boolean main) implements Observation {}

  /// A call of a [Program] that set a seed.
  record Seed(Random.SeedCall call, String program) implements Observation {}

  /// A program of the run, seen from inside: a Python process that runs a script of its own, or
  /// one job of several in such a process. `parent` is the program that started it. It is told
  /// again when it has ended; times are seconds since the epoch.
  record Program(
      String id,
      @Nullable String parent,
      long pid,
      List<String> argv,
      String cwd,
      double start,
      @Nullable Double end)
      implements Observation {}

  /// How many examples a part of the data has: `name` is train, val, test ...
  record Split(String name, long size) implements Observation {}

  /// A metric point; `program` is the id of the [Program] that reported it, empty where it is not
  /// known.
  record Metric(MetricPoint point, String program) implements Observation {
    public Metric(MetricPoint point) {
      this(point, "");
    }
  }

  /// A file that a process of the run opened, or a folder of which it read nearly every file:
  /// absolute path; `time` is in seconds since the epoch, 0 where it is not known.
  record FileUse(String path, Access access, long pid, double time) implements Observation {
    public FileUse(String path, Access access, long pid) {
      this(path, access, pid, 0);
    }
  }

  /// How a file was used.
  enum Access {
    READ,
    WRITTEN
  }

  /// A Python interpreter of the run: `version` like 3.11.7, `path` its sys.path; `main` where it
  /// runs the user's program itself rather than a worker or a helper.
  record Interpreter(
      long pid, String executable, String version, String prefix, List<String> path, boolean main)
      implements Observation {}

  /// A fact for one of the open sections: `environment.cpu`, `resources.cpu_seconds`,
  /// `random.deterministic`.
  record Detail(Section section, String field, @Nullable Object value) implements Observation {}

  /// The sections that take [Detail]s.
  enum Section {
    ENVIRONMENT,
    RESOURCES,
    DETERMINISTIC
  }

  /// The state of the code.
  record Code(Git git) implements Observation {}

  /// One data set; the first declared one is the run's `data`, the others become its `inputs`.
  record DataSet(Data data) implements Observation {}

  /// A file that the run produced: path relative to the project; `role` is model, logs,
  /// predictions, plots, metrics, other.
  record Artifact(String path, long bytes, String sha256, String role) implements Observation {}

  /// The role that the program itself gave a file; path as in [Artifact].
  record Role(String path, String role) implements Observation {}

  /// What the program said for run.md: `element` is hypothesis, change, result, next or risk.
  record Remark(String element, String text) implements Observation {}

  /// How the program ended, seen from inside: `cause` as in run.json; `evidence` for example the
  /// last traceback line.
  record Ending(long pid, String cause, String evidence) implements Observation {}

  /// Something that could not be had: `field` as it stands in run.json, for example
  /// `environment.packages`.
  record Gap(String field, String why) implements Observation {}
}
