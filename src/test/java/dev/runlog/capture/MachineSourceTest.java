package dev.runlog.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.model.Observation;
import dev.runlog.model.Observation.Detail;
import dev.runlog.model.Observation.Gap;
import dev.runlog.model.Observation.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The machine: this one, and ones laid out in a folder with a driver's tool on the PATH.
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class MachineSourceTest {
  private static final Duration SHORT = Duration.ofMillis(700);
  @TempDir Path dir;

  private TestSetting observe(MachineSource source, Map<String, String> env) throws Exception {
    var setting = new TestSetting(dir).env(env).end();
    source.during(setting, setting);
    source.after(setting, setting);
    return setting;
  }

  private static Map<String, @Nullable Object> environment(TestSetting setting) {
    return setting.details(Section.ENVIRONMENT);
  }

  /// A folder for the PATH, with nvidia-smi as the given shell script.
  private Map<String, String> withTool(String script) throws IOException {
    var bin = Files.createDirectories(dir.resolve("bin"));
    var tool = bin.resolve("nvidia-smi");
    Files.writeString(tool, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    return Map.of("PATH", bin + ":/usr/bin:/bin");
  }

  private Path write(String path, String text) throws IOException {
    var file = dir.resolve("root").resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private MachineSource elsewhere() {
    return new MachineSource(dir.resolve("root"), SHORT);
  }

  private static String printed(String... command) throws IOException {
    var process = new ProcessBuilder(command).start();
    return new String(process.getInputStream().readAllBytes()).strip();
  }

  @Test
  void thisMachineIsDescribedAsPythonDescribesIt() throws Exception {
    var found = environment(observe(new MachineSource(), Map.of()));
    var python = "import os,platform as p; print(p.platform(), p.node(), os.cpu_count())";
    var expected = printed("python3", "-c", python).split(" ");
    assertThat(found)
        .containsEntry("platform", expected[0])
        .containsEntry("hostname", expected[1])
        .containsEntry("cores", Long.valueOf(expected[2]))
        .containsKeys("cpu", "container", "gpu", "driver");
    var pages = printed("getconf", "_PHYS_PAGES");
    var memory = Long.parseLong(pages) * Long.parseLong(printed("getconf", "PAGE_SIZE"));
    assertThat(found).containsEntry("memory_bytes", memory);
  }

  @Test
  void onlyVariablesOnTheListStandInTheRecord() throws Exception {
    var env = new HashMap<String, String>();
    env.put("CUDA_VISIBLE_DEVICES", "0,3");
    env.put("PYTHONHASHSEED", "0");
    env.put("NCCL_DEBUG", "INFO");
    env.put("SLURM_JOB_ID", "77");
    env.put("SLURM_ARRAY_TASK_ID", "4");
    env.put("SLURM_JWT", "eyJhbGciOi");
    env.put("HF_TOKEN", "hf_abcdefgh");
    env.put("AWS_SECRET_ACCESS_KEY", "x");
    env.put("HOME", "/home/ada");
    var found = environment(observe(new MachineSource(), env));
    assertThat(found.get("variables"))
        .isEqualTo(
            Map.of("CUDA_VISIBLE_DEVICES", "0,3", "PYTHONHASHSEED", "0", "NCCL_DEBUG", "INFO"));
    assertThat(found.get("slurm"))
        .isEqualTo(Map.of("SLURM_JOB_ID", "77", "SLURM_ARRAY_TASK_ID", "4"));
  }

  @Test
  void theDriversToolTellsCardsDriverAndCuda() throws Exception {
    var env =
        withTool(
            """
            case "$*" in
              *query-gpu*)
                echo "NVIDIA H100 80GB HBM3, GPU-11111111-aaaa, 81559, 535.104.05"
                echo "NVIDIA H100 80GB HBM3, GPU-22222222-bbbb, [N/A], 535.104.05" ;;
              *)
                echo "| NVIDIA-SMI 535.104.05   Driver Version: 535.104.05   CUDA Version: 12.2     |" ;;
            esac
            """);
    var found = environment(observe(new MachineSource(), env));
    var second = new HashMap<String, @Nullable Object>();
    second.put("name", "NVIDIA H100 80GB HBM3");
    second.put("uuid", "GPU-22222222-bbbb");
    second.put("memory_bytes", null);
    assertThat(found)
        .containsEntry("gpu", "NVIDIA H100 80GB HBM3")
        .containsEntry("driver", "535.104.05")
        .containsEntry("cuda", "12.2");
    assertThat(found.get("gpus"))
        .isEqualTo(
            List.of(
                Map.of(
                    "name",
                    "NVIDIA H100 80GB HBM3",
                    "uuid",
                    "GPU-11111111-aaaa",
                    "memory_bytes",
                    81559L << 20),
                second));
  }

  @Test
  void theCudaThatTheProgramUsesIsNotReplacedByTheDrivers() throws Exception {
    var env = withTool("echo 'A, GPU-1, 1, 2'; echo 'CUDA Version: 12.2 |'");
    var setting = new TestSetting(dir).env(env).end();
    var source = new MachineSource();
    source.during(setting, setting);
    setting.accept(new Detail(Section.ENVIRONMENT, "cuda", "11.8"));
    source.after(setting, setting);
    assertThat(environment(setting)).containsEntry("cuda", "11.8");
  }

  @Test
  void aToolThatFailsBabblesOrHangsIsAGapAndTheFilesOfTheDriverStandIn() throws Exception {
    write(
        "proc/driver/nvidia/gpus/0000:3b:00.0/information",
        "Model: \t\t Tesla T4\nGPU UUID: \t GPU-9\n");
    write(
        "proc/driver/nvidia/version",
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  470.82.01  Wed Oct 27 2021\nGCC version: 9.4.0\n");
    var troubles =
        Map.of(
            "echo 'NVIDIA-SMI has failed because it could not talk to the driver'; exit 9",
            "ended with 9: NVIDIA-SMI has failed",
            "head -c 300000 /dev/urandom",
            "not understood",
            "sleep 600 & sleep 600",
            "did not answer",
            "trap '' TERM; while :; do :; done",
            "did not answer");
    for (var trouble : troubles.entrySet()) {
      var begun = System.nanoTime();
      var setting = observe(elsewhere(), withTool(trouble.getKey()));
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
      assertThat(environment(setting))
          .containsEntry("gpu", "Tesla T4")
          .containsEntry("driver", "470.82.01");
      assertThat(setting.observed(Gap.class))
          .filteredOn(gap -> gap.field().equals("environment.gpus"))
          .singleElement()
          .satisfies(gap -> assertThat(gap.why()).contains(trouble.getValue()));
    }
  }

  @Test
  void aMachineWithoutACardIsNoGapAndOneWithACardButNoToolIs() throws Exception {
    var without = observe(elsewhere(), withTool("echo 'No devices were found'; exit 6"));
    assertThat(environment(without)).containsEntry("gpu", null).containsEntry("gpus", List.of());
    assertThat(gaps(without)).doesNotContain("environment.gpus");
    assertThat(gaps(observe(elsewhere(), Map.of()))).doesNotContain("environment.gpus");
    write("dev/nvidia0", "");
    assertThat(gaps(observe(elsewhere(), Map.of()))).contains("environment.gpus");
  }

  @Test
  void whatCannotBeReadIsAGapOfItsOwnAndTheRestStays() throws Exception {
    write("proc/meminfo", "MemFree: 1 kB\n");
    write("sys/devices/system/cpu/online", "0-3,8,10-11\n");
    write("proc/sys/kernel/hostname", "node7\n");
    var setting = observe(elsewhere(), Map.of());
    assertThat(environment(setting)).containsEntry("cores", 7L).containsEntry("hostname", "node7");
    assertThat(gaps(setting))
        .contains("environment.memory_bytes", "environment.platform", "environment.cpu")
        .doesNotContain("environment.cores");
  }

  @Test
  void containersAreToldApart() throws Exception {
    var marks =
        List.of(
            Map.entry("nothing", "none"),
            Map.entry("run/systemd/container", "lxc"),
            Map.entry(".dockerenv", "docker"),
            Map.entry("run/.containerenv", "podman"),
            Map.entry(".singularity.d/runscript", "apptainer"),
            Map.entry("var/run/secrets/kubernetes.io/token", "kubernetes"));
    for (var mark : marks) {
      write(mark.getKey(), "lxc\n");
      assertThat(environment(observe(elsewhere(), Map.of())))
          .containsEntry("container", mark.getValue());
    }
  }

  @Test
  void processorsThatDoNotSayModelNameAreNamedTheirOwnWay() throws Exception {
    write("proc/cpuinfo", "processor\t: 0\nBogoMIPS\t: 243.75\nCPU implementer\t: 0x41\n");
    write("proc/device-tree/model", "NVIDIA Jetson AGX Orin\0");
    assertThat(environment(observe(elsewhere(), Map.of())))
        .containsEntry("cpu", "NVIDIA Jetson AGX Orin");
    write("proc/cpuinfo", "processor\t: 0\ncpu\t\t: POWER9, altivec supported\nclock\t: 3.8\n");
    assertThat(environment(observe(elsewhere(), Map.of())))
        .containsEntry("cpu", "POWER9, altivec supported");
  }

  private static List<String> gaps(TestSetting setting) {
    return setting.observed(Observation.Gap.class).stream().map(Gap::field).toList();
  }
}
