package dev.runlog.plan;

import java.nio.file.Path;
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

  /// What runlog.toml may set; the defaults are those of a project without one.
  public record Settings(
      String output,
      List<String> data,
      List<String> redact,
      long untrackedLimit,
      long patchLimit,
      boolean observeFiles) {

    public static final Settings DEFAULT =
        new Settings("outputs", List.of(), List.of(), 1 << 20, 64 << 20, true);
  }
}
