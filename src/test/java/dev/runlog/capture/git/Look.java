package dev.runlog.capture.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.capture.GitSource;
import dev.runlog.capture.Source;
import dev.runlog.capture.TestSetting;
import dev.runlog.model.Git;
import dev.runlog.model.Observation;
import dev.runlog.plan.Plan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One use of the Git source, with what it told.
final class Look {
  final Path folder;
  final List<Observation> told;
  final Map<String, String> gaps = new HashMap<>();
  private final Repo repo;
  private final TestSetting setting;

  Look(Repo repo, Path cwd) throws IOException {
    this.repo = repo;
    this.folder = Files.createTempDirectory(repo.dir.getParent(), "run");
    this.setting =
        new TestSetting(repo.dir, folder).cwd(cwd).home(repo.dir.getParent()).env(repo.env).end();
    this.told = setting.observed();
  }

  Look limits(long untracked, long patch) {
    setting.settings(new Plan.Settings("outputs", List.of(), List.of(), untracked, patch, true));
    return this;
  }

  Look outputs(String name) {
    setting.outputs(repo.dir.resolve(name));
    return this;
  }

  Look run() throws Exception {
    var source = new GitSource();
    source.before(setting, this::take);
    return end(source);
  }

  Look end(Source source) throws Exception {
    source.during(setting, this::take);
    source.after(setting, this::take);
    return this;
  }

  /// Only what delays the launch.
  Look before(Source source) throws Exception {
    source.before(setting, this::take);
    return this;
  }

  /// With a Git that is waited for no longer than this.
  Look run(Duration patience) throws Exception {
    new Snapshot(setting, this::take).take(patience);
    return this;
  }

  private void take(Observation observation) {
    setting.accept(observation);
    if (observation instanceof Observation.Gap gap) {
      gaps.put(gap.field(), gap.why());
    }
  }

  Git git() {
    var codes = setting.observed(Observation.Code.class);
    assertThat(codes).as("gaps: %s", gaps).isNotEmpty();
    return codes.getLast().git();
  }

  <T extends Observation> List<T> observed(Class<T> kind) {
    return setting.observed(kind);
  }

  String patch() throws IOException {
    return Files.readString(folder.resolve("changes.patch"), StandardCharsets.ISO_8859_1);
  }

  Git.LeftOut leftOut(String path) {
    return git().leftOut().stream()
        .filter(file -> file.path().equals(path))
        .findFirst()
        .orElseThrow(() -> new AssertionError(path + " is not in " + git().leftOut()));
  }
}
