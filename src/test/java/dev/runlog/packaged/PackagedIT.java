package dev.runlog.packaged;

import static dev.runlog.packaged.Packaged.contains;
import static dev.runlog.packaged.Packaged.record;
import static dev.runlog.packaged.Packaged.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagedIT {
  @TempDir private Path folder;
  private Packaged runlog;

  @BeforeEach
  void project() throws IOException {
    runlog = new Packaged(folder);
  }

  @Test
  void itRunsWithItsOwnJavaThroughALinkAndFromElsewhere() throws Exception {
    var link = Files.createSymbolicLink(folder.resolve("rl"), Packaged.LAUNCHER);
    runlog.env.put("PATH", folder + ":/usr/bin:/bin");
    runlog.env.remove("JAVA_HOME");
    assertThat(runlog.startCommand(List.of(link.toString(), "--version")).await().out())
        .startsWith("runlog 0.");
    assertThat(runlog.startCommand(List.of("sh", "-c", "exec rl --version")).await().out())
        .startsWith("runlog 0.");
    assertThat(runlog.runlog("--help").out())
        .contains("Examples:", "runlog run -- python train.py");
  }

  @Test
  void theAotCacheIsUsedAlsoWhereTheFolderWasMoved() throws Exception {
    runlog.env.put("RUNLOG_JAVA_OPTIONS", "-XX:AOTMode=on"); // refuses to start without the cache
    var moved = folder.resolve("moved");
    runlog
        .startCommand(
            List.of(
                "cp", "-a", Packaged.LAUNCHER.getParent().getParent().toString(), moved.toString()))
        .await();
    assertThat(runlog.runlog("--version").code()).isZero();
    assertThat(
            runlog
                .startCommand(List.of(moved + "/bin/runlog", "run", "-q", "--", "true"))
                .await()
                .code())
        .isZero();
  }

  @Test
  void itStartsWithoutTheCacheToo() throws Exception {
    var moved = folder.resolve("moved");
    runlog
        .startCommand(
            List.of(
                "cp", "-a", Packaged.LAUNCHER.getParent().getParent().toString(), moved.toString()))
        .await();
    Files.writeString(moved.resolve("lib/run.aot"), "damaged");
    var result =
        runlog.startCommand(List.of(moved + "/bin/runlog", "run", "-q", "--", "echo", "x")).await();
    assertThat(result).isEqualTo(new Packaged.Result(0, "x\n", ""));
  }

  @Test
  void closedStreamsAreNotTakenForFiles() throws Exception {
    var result =
        runlog
            .startCommand(
                List.of("sh", "-c", Packaged.LAUNCHER + " run -q -- sh -c 'echo x' >&- 2>&- <&-"))
            .await();
    assertThat(result.code()).isZero();
    assertThat(runlog.runs().getFirst().resolve("train.log")).hasContent("x\n");
  }

  @Test
  void descriptorsThatTheCallerPassesArriveAtTheCommand() throws Exception {
    var inner = "cat <&63; echo told >&4; echo $SHLVL";
    var outer = Packaged.LAUNCHER + " run -q -- bash -c '" + inner + "' 63< <(echo given) 4>told";
    runlog.env.put("SHLVL", "7");
    var result = runlog.startCommand(List.of("bash", "-c", outer)).await();
    assertThat(result).isEqualTo(new Packaged.Result(0, "given\n9\n", ""));
    assertThat(runlog.project.resolve("told")).hasContent("told\n");
  }

  @Test
  void theCommandSeesTheEnvironmentAsItWas() throws Exception {
    runlog.env.put("LC_ALL", "C");
    runlog.env.put("JAVA_TOOL_OPTIONS", "-Dmine=1");
    var print =
        "sys.stdout.write(repr(sorted(k + '=' + v for k, v in os.environ.items() if k != '_')))";
    var program = List.of("python3", "-I", "-c", "import os, sys; " + print);
    var plain = runlog.startCommand(program).await();
    var recorded = new ArrayList<>(List.of(Packaged.LAUNCHER.toString(), "run", "--quiet", "--"));
    recorded.addAll(program);
    var out = runlog.startCommand(recorded).await().out();
    assertThat(
            out.replaceAll("'(RUNLOG_RUN_ID|RUNLOG_RUN_DIR|RUNLOG_EVENTS|PYTHONPATH)=[^']*', ", ""))
        .isEqualTo(plain.out());
  }

  @Test
  void argumentsAndNamesOutsideAsciiSurviveThePlainLocale() throws Exception {
    runlog.env.put("LC_ALL", "C");
    runlog.file("daten/größe.txt", "x");
    var result = runlog.runlog("run", "--", "printf", "%s|%s", "größe ☃", "");
    assertThat(result.out()).isEqualTo("größe ☃|");
    var argv = ((Map<?, ?>) record(runlog.runs().getFirst()).get("command")).get("argv");
    assertThat(argv).isEqualTo(List.of("printf", "%s|%s", "größe ☃", ""));
  }

  @Test
  void sixtyFourRunsAtOnceAreSixtyFourRecords() throws Exception {
    var started = new ArrayList<Packaged.Running>();
    for (int i = 0; i < 64; i++) {
      started.add(
          runlog.start(
              "run", "-q", "--name", "same", "--", "sh", "-c", "echo epoch 1 loss=0." + (100 + i)));
    }
    for (var running : started) {
      var result = running.await();
      assertThat(result.code()).as(result.err()).isZero();
    }
    var values = new TreeSet<Object>();
    for (var run : runlog.runs()) {
      assertThat(record(run)).containsEntry("status", "finished");
      values.add(((Map<?, ?>) record(run).get("metrics")).get("loss"));
      assertThat(run.resolve("run.md")).exists();
    }
    assertThat(runlog.runs()).hasSize(64);
    assertThat(values).hasSize(64);
  }

  @Test
  void killingRunlogHurtsNeitherTheCommandNorTheLogAndTheRecordIsSettled() throws Exception {
    var gate = runlog.project.resolve("gate");
    var done = runlog.project.resolve("done");
    var script =
        "echo epoch 1 loss=0.5; while [ ! -e gate ]; do sleep 0.05; done; echo epoch 2 loss=0.25; echo after; echo > done";
    var running = runlog.start("run", "--", "sh", "-c", script);
    until(
        "the first metric",
        () ->
            runlog.runs().size() == 1
                && contains(runlog.runs().getFirst().resolve("metrics.jsonl"), "0.5"));
    var run = runlog.runs().getFirst();
    running.process().destroyForcibly().waitFor();
    assertThat(record(run)).containsEntry("status", "running");
    assertThat(runlog.runlog("ls").out()).contains("running");
    Files.createFile(gate);
    until("the command's end", () -> Files.exists(done));
    until("the log", () -> contains(run.resolve("train.log"), "after"));
    until("the settling", () -> settled(run));
    assertThat(record(run)).containsEntry("status", "lost");
    // also what the command printed when nobody recorded it any more
    assertThat(((Map<?, ?>) record(run).get("metrics")).get("loss")).isEqualTo(0.25);
    assertThat(Files.readString(run.resolve("metrics.jsonl")).lines()).hasSize(2);
  }

  private boolean settled(Path run) {
    try {
      return runlog.runlog("ls").out().contains("lost") && record(run).get("status").equals("lost");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void killingTheCommandIsARecordOfThat() throws Exception {
    var running = runlog.start("run", "--", "sh", "-c", "echo $$ > pid; exec sleep 60");
    var pidFile = runlog.project.resolve("pid");
    until("the pid", () -> contains(pidFile, "\n"));
    new ProcessBuilder("kill", "-9", Files.readString(pidFile).strip()).start().waitFor();
    var result = running.await();
    assertThat(result.code()).isEqualTo(137);
    var command = (Map<?, ?>) record(runlog.runs().getFirst()).get("command");
    assertThat(command.get("signal")).isEqualTo("KILL");
    assertThat(record(runlog.runs().getFirst())).containsEntry("status", "killed");
  }

  @Test
  void aFullDiskChangesNothingForTheCommand() throws Exception {
    var mount = "mount -t tmpfs -o size=40k none outputs";
    runlog.file("outputs/.keep", "");
    var probe = runlog.startCommand(List.of("unshare", "-rm", "sh", "-c", mount)).await();
    org.junit.jupiter.api.Assumptions.assumeTrue(
        probe.code() == 0, "user namespaces are not allowed here");
    var script =
        mount
            + " && "
            + Packaged.LAUNCHER
            + " run -- sh -c 'head -c 300000 /dev/zero | tr \"\\\\0\" x; exit 7'";
    var result = runlog.startCommand(List.of("unshare", "-rm", "sh", "-c", script)).await();
    assertThat(result.code()).as(result.err()).isEqualTo(7);
    assertThat(result.out()).hasSize(300_000);
    assertThat(result.err().lines().filter(line -> line.contains("warning")))
        .hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void aPythonRunThatWasKilledWithItsRecorderKeepsWhatItSaid() throws Exception {
    runlog.file(
        "train.py",
        """
        import argparse, random, time
        p = argparse.ArgumentParser()
        p.add_argument('--lr', type=float, default=0.1)
        p.add_argument('--decay', default=None)
        a = p.parse_args()
        random.seed(7)
        print('epoch 1 loss=0.5', flush=True)
        time.sleep(60)
        """);
    var running = runlog.start("run", "--", "python3", "train.py");
    until(
        "the first metric",
        () ->
            runlog.runs().size() == 1
                && contains(runlog.runs().getFirst().resolve("train.log"), "0.5"));
    var run = runlog.runs().getFirst();
    until("the pid", () -> contains(run.resolve("run.json"), "pid_started_ms\": 1"));
    running.process().destroyForcibly().waitFor();
    var pid = String.valueOf(((Map<?, ?>) record(run).get("command")).get("pid"));
    new ProcessBuilder("kill", "-9", pid).start().waitFor();
    until("the settling", () -> settled(run));
    var record = record(run);
    assertThat(((Map<?, ?>) record.get("metrics")).get("loss")).isEqualTo(0.5);
    assertThat(((Map<?, ?>) record.get("random")).get("python_seed")).isEqualTo(7L);
    var resolved = (Map<?, ?>) ((Map<?, ?>) record.get("config")).get("resolved");
    assertThat(resolved.toString()).isEqualTo("{lr=0.1, decay=null}");
  }
}
