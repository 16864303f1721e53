package dev.runlog.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.model.Data;
import dev.runlog.model.Observation.Access;
import dev.runlog.model.Observation.Artifact;
import dev.runlog.model.Observation.DataSet;
import dev.runlog.model.Observation.FileUse;
import dev.runlog.model.Observation.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What a run made, told from what was there: real shells write real files.
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(60)
class ArtifactSourceTest {
  @TempDir Path temp;
  private Path dir;
  private TestSetting setting;
  private ArtifactSource source = new ArtifactSource();

  @BeforeEach
  void anOldProject() throws IOException {
    dir = Files.createDirectories(temp.resolve("project")).toRealPath();
    write("data/train.csv", "1,2\n");
    write("model.pt", "old weights");
    write("train.py", "print()\n");
    setting = new TestSetting(dir).env(System.getenv());
  }

  /// A file from before the run.
  private Path write(String name, String text) throws IOException {
    var file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void script(String script) throws Exception {
    afterAMoment();
    source.before(setting, setting);
    setting.start("sh", "-c", script);
    assertThat(setting.process().waitFor()).isZero();
    source.after(setting, setting);
  }

  /// File times tick in milliseconds: what was written before must be older than the run.
  private void afterAMoment() throws IOException {
    var before = Files.getLastModifiedTime(write("data/tick", ""));
    FileTime now;
    do {
      now = Files.getLastModifiedTime(write("data/tick2", ""));
    } while (now.compareTo(before) <= 0);
    var then = now;
    do {
      now = Files.getLastModifiedTime(Files.writeString(temp.resolve("tick3"), ""));
    } while (now.compareTo(then) <= 0);
  }

  private List<String> paths() {
    return setting.observed(Artifact.class).stream().map(Artifact::path).toList();
  }

  private List<String> gaps() {
    return setting.observed(Gap.class).stream().map(Gap::why).toList();
  }

  private Path manifest() {
    return setting.folder().resolve("artifacts_manifest.txt");
  }

  private static String run(Path folder, String... command) throws Exception {
    var process = new ProcessBuilder(command).directory(folder.toFile());
    process.redirectErrorStream(true);
    var running = process.start();
    var output = new String(running.getInputStream().readAllBytes());
    assertThat(running.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void whatIsNewOrChangedIsListedWithItsHashAndWhatWasThereIsNot() throws Exception {
    script("mkdir out; printf hello > out/model.pt; printf more >> model.pt; cat data/train.csv");
    assertThat(paths()).containsExactly("model.pt", "out/model.pt");
    assertThat(setting.observed(Artifact.class).get(1))
        .isEqualTo(
            new Artifact(
                "out/model.pt",
                5,
                "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
                "model"));
    assertThat(run(dir, "sha256sum", "-c", manifest().toString()))
        .isEqualTo("model.pt: OK\nout/model.pt: OK\n");
    assertThat(gaps()).isEmpty();
  }

  @Test
  void filesThatCameWithAnOldDateOrWereMovedIntoPlaceAreNew() throws Exception {
    script(
        """
        printf a > copied; touch -d '2001-01-01' copied
        printf b > w.tmp; mv w.tmp weights.ckpt
        """);
    assertThat(paths()).containsExactly("copied", "weights.ckpt");
  }

  @Test
  void theManifestIsWhatSha256sumPrintsForNamesOfEveryKind() throws Exception {
    script(
        """
        mkdir out && cd out
        printf 1 > "$(printf 'new\\nline')"; printf 2 > 'back\\slash'; printf 3 > ' blank '
        printf 4 > "$(printf 'caf\\351')"; printf 5 > 'grün.txt'; printf 6 > -dash; printf 7 > a.b
        printf 8 > Z; printf 9 > "$(printf 'return\\rhere')"; mkdir a; printf 10 > a/b
        """);
    var expected =
        run(
            dir,
            "sh",
            "-c",
            "find out -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | od -c");
    assertThat(run(dir, "od", "-c", manifest().toString())).isEqualTo(expected);
    run(dir, "sha256sum", "-c", manifest().toString());
    assertThat(paths()).hasSize(10).contains("\"out/caf\\351\"", "out/grün.txt", "out/new\nline");
  }

  @Test
  void runlogsOwnFilesAndThoseOfOtherRunsAreNotArtifacts() throws Exception {
    script(
        """
        cd outputs; mkdir 2026-01-02_0303_other; echo > 2026-01-02_0303_other/model.pt
        mkdir -p 2026-01-02/03-04-05; echo > 2026-01-02/03-04-05/hydra.log
        cd 2026-01-01_1200_run; mkdir config probe ckpt
        for f in run.json run.md metrics.jsonl changes.patch config/a.yaml probe/1.jsonl \\
            data_manifest_2.txt requirements_freeze.txt artifacts_manifest.txt; do echo > $f; done
        echo > ckpt/last.pt; echo > config.yaml
        """);
    assertThat(paths())
        .containsExactly(
            "outputs/2026-01-01_1200_run/ckpt/last.pt",
            "outputs/2026-01-01_1200_run/config.yaml",
            "outputs/2026-01-02/03-04-05/hydra.log");
  }

  @Test
  void cachesEnvironmentsAndEditedSourceCodeAreNotArtifacts() throws Exception {
    script(
        """
        mkdir -p .git/x __pycache__ node_modules/a env/lib .cache; echo > env/pyvenv.cfg
        w=wandb/offline-run-20240102_101112-x7yz; mkdir -p $w/logs
        for f in $w/logs/debug.log $w/run-x7yz.wandb .git/x/y __pycache__/a.pyc node_modules/a/b env/lib/c .cache/d train.py e.swp \\
            f.lock g~; do echo > $f; done
        """);
    assertThat(paths()).isEmpty();
    assertThat(manifest()).doesNotExist();
  }

  @Test
  void aFileThatAPythonProcessWroteIsListedWhereverItIs() throws Exception {
    var away = Files.createDirectories(temp.resolve("scratch/run7")).toRealPath();
    Files.writeString(away.resolve("old.pt"), "");
    for (var path : List.of(away + "/log.csv", away + "/gone", away + "/old.pt", dir + "/gen.py")) {
      setting.accept(new FileUse(path, Access.WRITTEN, 1));
    }
    setting.accept(new FileUse("bad\0name\ud800", Access.WRITTEN, 1));
    setting.accept(new FileUse(dir + "/train.py", Access.READ, 1));
    script("echo > %1$s/log.csv; echo > %1$s/native.safetensors; echo > gen.py".formatted(away));
    assertThat(paths()).containsExactly(away + "/log.csv", away + "/native.safetensors", "gen.py");
  }

  @Test
  void foldersNamedOnTheCommandLineAreSearchedButNotDataSets() throws Exception {
    var out = Files.createDirectories(temp.resolve("far/out")).toRealPath();
    var data = Files.createDirectories(temp.resolve("far/data")).toRealPath();
    setting.argv("train", "--out=" + out, "--data", data.toString());
    setting.accept(
        new DataSet(
            new Data(
                null,
                data.toString(),
                null,
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                List.of())));
    script("echo > %s/weights.bin; echo > %s/index.txt".formatted(out, data));
    assertThat(paths()).containsExactly(out + "/weights.bin");
  }

  @Test
  void pipesSocketsLoopsAndUnreadableThingsDoNoHarm() throws Exception {
    script(
        """
        mkfifo pipe; ln -s . loop; ln -s nowhere dangling
        python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("sock")'
        mkdir locked; echo > locked/in; echo > secret.bin; echo > fine.bin
        chmod 000 locked secret.bin
        """);
    run(dir, "chmod", "755", "locked", "secret.bin");
    if (isRoot()) {
      assertThat(paths()).containsExactly("fine.bin", "locked/in", "secret.bin");
    } else {
      assertThat(paths()).containsExactly("fine.bin");
      assertThat(gaps())
          .anyMatch(why -> why.startsWith("1 could not be listed: ") && why.endsWith("/locked"))
          .anyMatch(why -> why.startsWith("1 could not be read: ") && why.endsWith("/secret.bin"));
    }
  }

  private static boolean isRoot() throws Exception {
    return run(Path.of("."), "id", "-u").strip().equals("0");
  }

  @Test
  void aFileThatASurvivorStillWritesIsAGap() throws Exception {
    script(
        """
        echo > done.bin
        yes > endless.bin &
        until [ "$(stat -c %s endless.bin)" -gt 50000000 ]; do :; done
        """);
    var survivor = ProcessHandle.allProcesses().filter(this::writesHere).toList();
    survivor.forEach(ProcessHandle::destroyForcibly);
    assertThat(survivor).hasSize(1);
    assertThat(paths()).containsExactly("done.bin");
    assertThat(gaps()).singleElement().asString().contains("still being written", "endless.bin");
  }

  private boolean writesHere(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/fd/1")).startsWith(dir);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Test
  void limitsOnCountAndSizeAreGapsThatSayWhatWasLeftOut() throws Exception {
    source = new ArtifactSource(new ArtifactHashes.Limits(5, 100, Duration.ofMinutes(1)));
    script("head -c 99 /dev/zero > big; for i in 1 2 3 4; do echo $i > small$i; done");
    assertThat(paths()).containsExactly("small1", "small2", "small3", "small4");
    assertThat(gaps()).singleElement().asString().startsWith("1 were not hashed").contains("big");
  }

  @Test
  void whatIsMoreThanTheMostThatAreListedIsCounted() throws Exception {
    source = new ArtifactSource(new ArtifactHashes.Limits(3, 100, Duration.ofMinutes(1)));
    script("for i in 1 2 3 4 5; do echo $i > small$i; done");
    assertThat(paths()).hasSize(3);
    assertThat(gaps()).containsExactly("2 more files changed than the 3 listed");
  }

  @Test
  void aClockThatGoesBackLosesNothing() throws Exception {
    source.before(setting, setting);
    setting.start("sh", "-c", "printf x > result.json");
    assertThat(setting.process().waitFor()).isZero();
    var start = FileTime.from(Instant.now().plus(Duration.ofHours(1)));
    var clock = new FileClock(setting.folder(), start, System.nanoTime() - 5_000_000_000L);
    var told = new ArrayList<String>();
    var since = clock.since(told::add);
    assertThat(Files.getLastModifiedTime(dir.resolve("result.json"))).isGreaterThanOrEqualTo(since);
    assertThat(told).hasSize(1);
  }

  @Test
  void aRunFolderThatCannotBeWrittenStillGivesTheObservations() throws Exception {
    afterAMoment();
    var missing = setting.folder();
    source.before(setting, setting);
    Files.setPosixFilePermissions(missing, PosixFilePermissions.fromString("r-xr-xr-x"));
    setting.start("sh", "-c", "echo > model.h5");
    setting.process().waitFor(10, TimeUnit.SECONDS);
    try {
      source.after(setting, setting);
    } catch (IOException e) {
      assertThat(e.getMessage()).contains("artifacts_manifest.txt");
    } finally {
      Files.setPosixFilePermissions(missing, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    assertThat(paths()).containsExactly("model.h5");
  }
}
