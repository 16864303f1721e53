package dev.runlog.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is to be done, checked before anything starts. `project` is the folder that paths in the
/// record are relative to: that of runlog.toml, else the Git work tree's top, else `cwd`. `env`
/// is the child's environment before the probe is added.
public record Plan(
    List<String> argv,
    Path cwd,
    Path project,
    Path outputs,
    String name,
    @Nullable String hypothesis,
    @Nullable String parent,
    @Nullable String group,
    List<String> tags,
    List<String> data,
    boolean quiet,
    Map<String, String> env,
    Settings settings) {

  private static final String RUN_DIR = "{run_dir}";

  /// The plan for a run in `folder`, which stands for `{run_dir}` in the command; this one where
  /// the command has none.
  public Plan in(Path folder) {
    var name = folder.toAbsolutePath().toString();
    var words = new ArrayList<String>(argv.size());
    for (var word : argv) {
      words.add(word.replace(RUN_DIR, name));
    }
    if (words.equals(argv)) {
      return this;
    }
    return new Plan(
        List.copyOf(words),
        cwd,
        project,
        outputs,
        this.name,
        hypothesis,
        parent,
        group,
        tags,
        data,
        quiet,
        env,
        settings);
  }

  /// What runlog.toml may set; the defaults are those of a project without one.
  public record Settings(
      String output,
      List<String> data,
      List<String> redact,
      long untrackedLimit,
      long patchLimit,
      boolean observeFiles,
      Budget budget,
      Map<String, Long> split,
      @Nullable PushRules push) {

    public static final Settings DEFAULT =
        new Settings("outputs", List.of(), List.of(), 1 << 20, 64 << 20, true);

    /// With the default budget for data, and no tracker.
    public Settings(
        String output,
        List<String> data,
        List<String> redact,
        long untrackedLimit,
        long patchLimit,
        boolean observeFiles) {
      this(
          output,
          data,
          redact,
          untrackedLimit,
          patchLimit,
          observeFiles,
          Budget.DEFAULT,
          Map.of(),
          null);
    }
  }

  /// What may be spent on data beside a command: bytes and seconds of reading for each data set,
  /// whether reading may go on after the command has ended, and whether a server may be asked for
  /// the version of data that it has.
  public record Budget(long bytes, long seconds, boolean finish, boolean ask) {
    public static final Budget DEFAULT = new Budget(100L << 30, 600, true);

    /// Where servers may be asked.
    public Budget(long bytes, long seconds, boolean finish) {
      this(bytes, seconds, finish, true);
    }
  }
}
