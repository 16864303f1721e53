package dev.runlog.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.json.Canonical;
import dev.runlog.model.Data;
import dev.runlog.model.Observation.DataSet;
import dev.runlog.model.Observation.Origin;
import dev.runlog.model.Observation.Parameter;
import dev.runlog.model.Observation.Split;
import dev.runlog.plan.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DataSourceTest {
  @TempDir Path temp;
  private Path project;

  @BeforeEach
  void aProjectWithData() throws Exception {
    project = Files.createDirectories(temp.resolve("project")).toRealPath();
    Files.createDirectories(project.resolve("digits"));
    Files.writeString(project.resolve("digits/train.csv"), "1,2\n");
    Files.writeString(project.resolve("test.csv"), "3\n");
  }

  private static List<Data> data(TestSetting setting) {
    return setting.observed(DataSet.class).stream().map(DataSet::data).toList();
  }

  private TestSetting configured(String key, Object value) throws Exception {
    var setting = new TestSetting(project);
    setting.accept(new Parameter(key, value, Origin.PROGRAM, "argparse"));
    return setting.run(new DataSource());
  }

  @Test
  void declaredDataIsHashedAndItsManifestKept() throws Exception {
    var setting = new TestSetting(project).data("digits", "test.csv").run(new DataSource());
    assertThat(data(setting)).extracting(Data::path).containsExactly("digits", "test.csv");
    var first = data(setting).getFirst();
    assertThat(first.name()).isEqualTo("digits");
    assertThat(first.files()).isEqualTo(1);
    assertThat(first.bytes()).isEqualTo(4);
    assertThat(first.method()).isEqualTo("manifest");
    var manifest = Files.readAllBytes(setting.folder().resolve("data_manifest.txt"));
    assertThat(first.hash()).isEqualTo(Canonical.sha256(manifest));
    assertThat(Files.readString(setting.folder().resolve("data_manifest_2.txt")))
        .endsWith("  ./test.csv\n");
    assertThat(setting.gaps()).isEmpty();
  }

  @Test
  void whatTheConfigurationNamesIsFound() throws Exception {
    assertThat(data(configured("dataset.data_dir", "digits")))
        .extracting(Data::path)
        .containsExactly("digits");
    assertThat(data(configured("train-files", List.of("digits/train.csv", "test.csv"))))
        .extracting(Data::path)
        .containsExactly("digits/train.csv", "test.csv");
    assertThat(data(configured("model", "digits"))).isEmpty();
  }

  @Test
  void whatIsDeclaredGoesBeforeWhatIsFound() throws Exception {
    var setting = new TestSetting(project).data("test.csv");
    setting.accept(new Parameter("data", "digits", Origin.COMMAND_LINE, "command line"));
    assertThat(data(setting.run(new DataSource())))
        .extracting(Data::path)
        .containsExactly("test.csv");
  }

  @Test
  void dataOutsideTheProjectHasAnAbsolutePath() throws Exception {
    var outside = Files.createDirectories(temp.resolve("outside")).toRealPath();
    assertThat(data(configured("data", outside.toString())))
        .extracting(Data::path)
        .containsExactly(outside.toString());
  }

  @Test
  void aParameterThatComesLateIsSeenWhileTheCommandRuns() throws Exception {
    var setting = new TestSetting(project);
    var source = new DataSource();
    var thread = new Thread(() -> during(source, setting));
    thread.start();
    setting.accept(new Parameter("data", "digits", Origin.PROGRAM, "argparse"));
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (data(setting).isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(data(setting)).hasSize(1);
    setting.end();
    thread.join(20_000);
    assertThat(thread.isAlive()).isFalse();
  }

  private static void during(DataSource source, TestSetting setting) {
    try {
      source.during(setting, setting);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aChangeDuringTheRunIsNamed() throws Exception {
    var setting = new TestSetting(project).data("digits");
    setting.end();
    var source = new DataSource();
    source.during(setting, setting);
    Files.writeString(project.resolve("digits/train.csv"), "2,1\n");
    source.after(setting, setting);
    assertThat(data(setting).getLast().changedDuringRun()).containsExactly("train.csv");
    assertThat(data(setting).getLast().hash()).isEqualTo(data(setting).getFirst().hash());
  }

  @Test
  void whatCannotBeHadIsAGap() throws Exception {
    assertThat(new TestSetting(project).run(new DataSource()).gaps())
        .containsExactly("data: no data path was declared or found");
    assertThat(new TestSetting(project).data("nothing").run(new DataSource()).gaps())
        .containsExactly("data: nothing does not exist");
    assertThat(new TestSetting(project).data("/").run(new DataSource()).gaps())
        .containsExactly("data: / is the home or root folder");
    for (var path : List.of(".", "..", "/", project.toString())) {
      assertThat(configured("data", path).gaps())
          .singleElement()
          .asString()
          .contains(path + " is the project");
    }
    assertThat(configured("data", "outputs/2026-01-01_1200_run").gaps())
        .singleElement()
        .asString()
        .contains("is inside runlog's output");
    assertThat(configured("data", "mnist").gaps())
        .containsExactly("data: no data path was declared or found");
    assertThat(configured("data", "a\u0000b").gaps())
        .containsExactly("data: no data path was declared or found");
  }

  @Test
  void theProjectItselfMayBeDeclared() throws Exception {
    Files.createDirectories(project.resolve("home"));
    var setting = new TestSetting(project).data(".").run(new DataSource());
    assertThat(data(setting)).extracting(Data::path).contains(".");
  }

  @Test
  void aFileInsideATakenFolderIsNotTakenAgain() throws Exception {
    assertThat(data(configured("data", List.of("digits", "digits/train.csv")))).hasSize(1);
  }

  private TestSetting within(Plan.Budget budget) throws Exception {
    var standard = Plan.Settings.DEFAULT;
    var settings =
        new Plan.Settings(
            "outputs", List.of(), List.of(), 1, 1, true, budget, Map.of("train", 60000L), null);
    assertThat(standard.budget().bytes()).isGreaterThan(budget.bytes());
    return new TestSetting(project)
        .env(Map.of("XDG_CACHE_HOME", temp.resolve("cache").toString()))
        .settings(settings)
        .data("digits");
  }

  @Test
  void overTheBudgetThereIsAFingerprintAndNoHash() throws Exception {
    var setting = within(new Plan.Budget(3, 600, true)).run(new DataSource());
    var data = data(setting).getFirst();
    assertThat(data.method()).isEqualTo("sampled");
    assertThat(data.hash()).isNull();
    assertThat(data.fingerprint()).matches("sampled:[0-9a-f]{64}");
    assertThat(data.bytes()).isEqualTo(4);
    assertThat(setting.gaps())
        .singleElement()
        .asString()
        .contains("4 bytes to read are over the budget of 3", "runlog data hash --run 2026");
    Files.setLastModifiedTime(
        project.resolve("digits/train.csv"), java.nio.file.attribute.FileTime.fromMillis(1));
    var other = within(new Plan.Budget(3, 600, true)).run(new DataSource());
    assertThat(data(other).getFirst().fingerprint()).isNotEqualTo(data.fingerprint());
  }

  @Test
  void readingDoesNotGoOnAfterTheCommandWhereItMayNot() throws Exception {
    var setting = within(new Plan.Budget(1 << 20, 600, false)).run(new DataSource());
    assertThat(data(setting).getFirst().method()).isEqualTo("sampled");
    assertThat(setting.gaps()).singleElement().asString().contains("the command ended before");
  }

  @Test
  void whatIsSampledIsWatchedToo() throws Exception {
    var setting = within(new Plan.Budget(0, 600, true));
    setting.end();
    var source = new DataSource();
    source.during(setting, setting);
    Files.writeString(project.resolve("digits/train.csv"), "2,1\n");
    Files.writeString(project.resolve("digits/new.csv"), "2,1\n");
    source.after(setting, setting);
    assertThat(data(setting).getLast().changedDuringRun()).containsExactly("new.csv", "train.csv");
  }

  @Test
  void theSizesOfThePartsComeFromTheSettingsOrTheFolders() throws Exception {
    var setting = within(new Plan.Budget(1, 600, true)).run(new DataSource());
    assertThat(setting.observed(Split.class)).containsExactly(new Split("train", 60000));
    for (var name : List.of("train/a", "train/b/c", "val/a")) {
      Files.createDirectories(project.resolve("parts/" + name).getParent());
      Files.writeString(project.resolve("parts/" + name), name);
    }
    var found = data(new TestSetting(project).data("parts").run(new DataSource())).getFirst();
    assertThat(found.split()).isEqualTo(Map.of("train", 2L, "val", 1L));
  }

  @Test
  void dataElsewhereIsRecordedAsThat() throws Exception {
    var setting =
        new TestSetting(project)
            .data(
                "s3://lab/digits/v3/?versionId=abc",
                "https://user:pw@example.org/d.csv?X-Signature=secret",
                "hf://datasets/lab/digits@c0ffee/train",
                "gs://lab/digits#17")
            .settings(noServers())
            .run(new DataSource());
    assertThat(data(setting))
        .extracting(Data::path)
        .containsExactly(
            "s3://lab/digits/v3/",
            "https://example.org/d.csv",
            "hf://datasets/lab/digits@c0ffee/train",
            "gs://lab/digits#17");
    assertThat(data(setting))
        .extracting(Data::identity)
        .containsExactly("version:abc", null, "revision:c0ffee", "version:17");
    assertThat(data(setting)).allMatch(data -> data.hash() == null);
    assertThat(data(setting)).allMatch(data -> "remote".equals(data.method()));
    assertThat(setting.gaps())
        .filteredOn(gap -> gap.contains("no hash is known"))
        .hasSize(4)
        .allMatch(gap -> gap.startsWith("data.hash: "));
    assertThat(setting.gaps())
        .filteredOn(gap -> !gap.contains("no hash is known"))
        .containsExactly(
            "data.identity: https://example.org/d.csv: no version is known: "
                + "runlog.toml says that no server is asked");
  }

  private static Plan.Settings noServers() {
    var budget = new Plan.Budget(1, 1, true, false);
    return new Plan.Settings("outputs", List.of(), List.of(), 1, 1, true, budget, Map.of(), null);
  }
}
