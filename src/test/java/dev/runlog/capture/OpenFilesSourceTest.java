package dev.runlog.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.model.Data;
import dev.runlog.model.Observation.DataSet;
import dev.runlog.model.Observation.FileUse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Files that a real process holds open, seen from outside.
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class OpenFilesSourceTest {
  private static final String UNTIL_TOLD = "while [ ! -e stop ]; do sleep 0.02; done";

  @TempDir Path temp;
  private TestSetting setting;
  private Path project;

  @BeforeEach
  void aProject() throws Exception {
    project = Files.createDirectories(temp.resolve("project")).toRealPath();
    Files.writeString(project.resolve("data.bin"), "1234");
    Files.writeString(project.resolve("run.sh"), UNTIL_TOLD);
    setting = new TestSetting(project);
  }

  /// Runs a command until the source has seen a file of this name.
  private List<String> seen(String until, String... command) throws Exception {
    setting.start(command);
    var source = new OpenFilesSource();
    var thread = new Thread(() -> during(source));
    thread.start();
    try {
      long deadline = System.nanoTime() + 30_000_000_000L;
      while (uses().stream().noneMatch(use -> use.endsWith(until))) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.onSpinWait();
      }
    } finally {
      Files.createFile(project.resolve("stop"));
      thread.join(20_000);
      setting.process().waitFor();
    }
    return uses();
  }

  private void during(OpenFilesSource source) {
    try {
      source.during(setting, setting);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> uses() {
    return setting.observed(FileUse.class).stream()
        .filter(use -> use.path().startsWith(project.toString()))
        .map(use -> use.access() + " " + project.relativize(Path.of(use.path())))
        .toList();
  }

  @Test
  void whatAProgramOfAnyLanguageHoldsOpenIsSeenWithHow() throws Exception {
    var seen =
        seen(
            "out.bin",
            "sh",
            "-c",
            "exec 3<data.bin 4>out.bin 5<>both.db; sh run.sh; " + UNTIL_TOLD);
    assertThat(seen)
        .contains("READ data.bin", "WRITTEN out.bin", "READ both.db", "WRITTEN both.db")
        .doesNotContain("READ out.bin", "WRITTEN data.bin")
        .doesNotHaveDuplicates();
  }

  @Test
  void whatIsOnlyMappedIsSeenAndIsData() throws Exception {
    var map =
        "import mmap, os, time\\nf = open('data.bin')\\nm = mmap.mmap(f.fileno(), 0, prot=1)\\nf.close()\\n"
            + "while not os.path.exists('stop'): time.sleep(0.02)";
    Files.writeString(project.resolve("train.py"), map.replace("\\n", "\n"));
    assertThat(seen("data.bin", "python3", "-S", "train.py")).containsExactly("READ data.bin");
    new DataSource().after(setting, setting);
    assertThat(setting.observed(DataSet.class))
        .extracting(DataSet::data)
        .extracting(Data::path)
        .containsExactly("data.bin");
  }

  @Test
  void observationOfFilesCanBeSwitchedOff() throws Exception {
    setting.start("sh", "-c", "exec 3<data.bin; " + UNTIL_TOLD);
    var off = new dev.runlog.plan.Plan.Settings("outputs", List.of(), List.of(), 1, 1, false);
    new OpenFilesSource().during(setting.settings(off), setting);
    Files.createFile(project.resolve("stop"));
    assertThat(setting.process().waitFor()).isZero();
    assertThat(uses()).isEmpty();
  }
}
