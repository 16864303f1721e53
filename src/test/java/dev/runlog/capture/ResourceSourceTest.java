package dev.runlog.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.runlog.model.Observation.Detail;
import dev.runlog.model.Observation.Gap;
import dev.runlog.model.Observation.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What process trees use, seen from outside.
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ResourceSourceTest {
  private static final long MIB = 1 << 20;

  /// Holds 80 MiB for a second, by itself or after starting as many of the like as it is told.
  private static final String HOLD =
      """
      import subprocess, sys, time
      more = [subprocess.Popen([sys.executable, __file__, "0"]) for _ in range(int(sys.argv[1]))]
      held = bytearray(80 << 20)
      time.sleep(1)
      [child.wait() for child in more]
      """;

  @TempDir Path dir;

  @BeforeEach
  void script() throws IOException {
    Files.writeString(dir.resolve("hold.py"), HOLD);
  }

  private TestSetting here() throws IOException {
    return new TestSetting(dir).env(System.getenv());
  }

  private Map<String, @Nullable Object> watch(TestSetting setting) throws Exception {
    return watch(new ResourceSource(), setting);
  }

  private Map<String, @Nullable Object> watch(ResourceSource source, TestSetting setting)
      throws Exception {
    source.during(setting, setting);
    source.after(setting, setting);
    return setting.details(Section.RESOURCES);
  }

  private static long number(Map<String, @Nullable Object> found, String field) {
    assertThat(found).containsKey(field);
    return found.get(field) instanceof Number number ? number.longValue() : -1;
  }

  @Test
  void memoryIsThatOfTheWholeTreeAtOneMoment() throws Exception {
    var found = watch(here().start("python3", "hold.py", "2"));
    assertThat(number(found, "max_rss_bytes")).isBetween(240 * MIB, 400 * MIB);
    assertThat(number(found, "processes")).isBetween(3L, 8L);
  }

  @Test
  void aPeakBetweenTwoLooksIsStillSeen() throws Exception {
    var python = "import time; a = bytearray(200 << 20); del a; time.sleep(0.5)";
    var found = watch(here().start("python3", "-c", python));
    assertThat(number(found, "max_rss_bytes")).isBetween(200 * MIB, 300 * MIB);
  }

  @Test
  void aProcessThatLeftTheTreeAndTheSessionIsFoundByTheRunFolderInItsEnvironment()
      throws Exception {
    var project = Files.createDirectory(dir.resolve("größe"));
    Files.copy(dir.resolve("hold.py"), project.resolve("hold.py"));
    var env = new HashMap<>(System.getenv());
    env.put("PYTHONPATH", project.resolve("outputs/2026-01-01_1200_run/probe").toString());
    var setting = new TestSetting(project).env(env);
    var script = "(setsid python3 hold.py 0 &) ; exec sleep 1.2";
    assertThat(number(watch(setting.start("sh", "-c", script)), "max_rss_bytes"))
        .isGreaterThan(80 * MIB);
  }

  @Test
  void whatAProcessSaysFromInsideRaisesThePeakAndNeverLowersIt() throws Exception {
    var setting = here().start("python3", "hold.py", "0");
    setting.accept(new Detail(Section.RESOURCES, "max_rss_bytes", 900 * MIB));
    setting.accept(new Detail(Section.RESOURCES, "max_rss_bytes", 1L));
    assertThat(watch(setting)).containsEntry("max_rss_bytes", 900 * MIB);
  }

  @Test
  void whatIsWrittenToStorageIsCounted() throws Exception {
    var folder = Files.createTempDirectory(Path.of("target"), "resources");
    assumeThat(Files.getFileStore(folder).type()).isNotEqualTo("tmpfs");
    var script = "dd if=/dev/zero of=" + folder.toAbsolutePath() + "/zeros bs=1M count=30; sleep 1";
    var found = watch(here().start("sh", "-c", script));
    Files.delete(folder.resolve("zeros"));
    Files.delete(folder);
    assertThat(number(found, "io_write_bytes")).isBetween(30 * MIB, 40 * MIB);
  }

  @Test
  void aCommandThatEndsAtOnceGivesAValueOrAGapButNoZero() throws Exception {
    for (int i = 0; i < 20; i++) {
      var setting = here().start("true");
      var found = watch(setting);
      if (found.containsKey("max_rss_bytes")) {
        assertThat(number(found, "max_rss_bytes")).isPositive();
      } else {
        assertThat(setting.observed(Gap.class))
            .extracting(Gap::field)
            .containsExactly("resources.max_rss_bytes");
      }
    }
  }

  @Test
  void aCommandThatNeverStartedLeavesNothing() throws Exception {
    var setting = here().end();
    watch(setting);
    assertThat(setting.observed()).isEmpty();
  }

  @Test
  void gpuUseIsThatOfTheRunsOwnProcesses() throws Exception {
    var tool = Files.createDirectories(dir.resolve("bin")).resolve("nvidia-smi");
    Files.writeString(
        tool,
        """
        #!/bin/sh
        case "$*" in
          *compute-apps*)
            echo "1, GPU-other, 70000"
            echo "$(cat %1$s/pid), GPU-mine, 1500"
            echo "$(cat %1$s/pid), GPU-mine, [N/A]" ;;
          *) printf 'GPU-other, 99\\nGPU-mine, 42\\n' ;;
        esac
        """
            .formatted(dir));
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    var env = new HashMap<>(System.getenv());
    env.merge("PATH", "", (path, none) -> dir.resolve("bin") + ":" + path);
    var setting = here().env(env).start("sh", "-c", "echo $$ > pid; exec sleep 1");
    assertThat(watch(new ResourceSource(Duration.ofMillis(100)), setting))
        .containsEntry("gpu_max_memory_bytes", 1500 * MIB)
        .containsEntry("gpu_max_utilization_percent", 42L)
        .containsEntry("gpu_mean_utilization_percent", 42.0);
  }
}
