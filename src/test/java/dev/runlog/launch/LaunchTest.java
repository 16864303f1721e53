package dev.runlog.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Without a terminal.
@Timeout(60)
class LaunchTest {
  @TempDir Path dir;
  Outside outside;

  @BeforeEach
  void outside() {
    outside = new Outside(dir);
  }

  @Test
  void exitCodesOutputAndLogAreTheCommands() throws Exception {
    var result = outside.run("sh", "-c", "echo out; echo err >&2; exit 3");
    assertThat(result).isEqualTo(new Outside.Result(3, "out\n", "err\n"));
    assertThat(outside.logged()).contains("out\n", "err\n").hasSize(8);
  }

  @Test
  void oneStreamForBothKeepsTheirOrder() throws Exception {
    var script = "for i in 1 2 3 4 5 6 7 8 9; do echo o$i; echo e$i >&2; done";
    var result = outside.shell("$RUN sh -c '" + script + "' 2>&1");
    assertThat(result.out()).startsWith("o1\ne1\no2\ne2\n").endsWith("o9\ne9\n");
    assertThat(outside.logged()).isEqualTo(result.out());
  }

  @Test
  void whatCannotStartIsNamedAsAShellDoes() throws Exception {
    assertThat(outside.run("no-such-command"))
        .isEqualTo(new Outside.Result(127, "", "no-such-command: command not found\n"));
    Files.writeString(dir.resolve("plain"), "echo hi\n");
    assertThat(outside.run("./plain").code()).isEqualTo(126);
    assertThat(outside.run("/").code()).isEqualTo(126);
  }

  @Test
  void aScriptWithoutAFirstLineIsRunByTheShell() throws Exception {
    var file = Files.writeString(dir.resolve("plain"), "echo \"hi $1\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(outside.run("./plain", "you").out()).isEqualTo("hi you\n");
  }

  @Test
  void theSignalOfItsDeathIsReported() throws Exception {
    assertThat(outside.run("sh", "-c", "kill -KILL $$").code()).isEqualTo(137);
    assertThat(outside.read("report")).contains("signal=KILL, forwarded=null").contains("complete");
  }

  @Test
  void argumentsArePassedByteForByte() throws Exception {
    var result = outside.shell("$RUN printf '%s|' $'a\\351\\001b' '' 'x y' '*' $'n\\n'");
    assertThat(result.out()).isEqualTo("a\u00e9\u0001b||x y|*|n\n|");
  }

  @Test
  void binaryOutputIsUnchanged() throws Exception {
    var result = outside.shell("head -c 3000000 /dev/urandom >in; $RUN cat <in");
    assertThat(result.code()).isZero();
    assertThat(Files.mismatch(dir.resolve("in"), dir.resolve("out"))).isEqualTo(-1);
    assertThat(Files.mismatch(dir.resolve("in"), outside.log())).isEqualTo(-1);
  }

  @Test
  void noDescriptorLimitOrMaskIsAddedOrLost() throws Exception {
    var probe = "ls /proc/self/fd | tr '\\n' ' '; ulimit -n; umask; pwd; env | grep -c '^LC_ALL='";
    var result = outside.shell("umask 027; ulimit -Sn 200; $RUN sh -c \"" + probe + "\"; " + probe);
    var lines = result.out().split("\n", -1);
    assertThat(lines[0]).isEqualTo(lines[4]).isEqualTo("0 1 2 3 200");
    assertThat(lines[1]).isEqualTo(lines[5]);
    assertThat(lines[2]).isEqualTo(lines[6]);
  }

  @Test
  void aClosedReaderEndsTheCommand() throws Exception {
    assertThat(outside.shell("$RUN yes | head -1").out()).isEqualTo("y\n");
  }

  @Test
  void anUnwritableLogDoesNotTouchTheOutput() throws Exception {
    Files.createDirectory(outside.log());
    assertThat(outside.run("echo", "hi")).isEqualTo(new Outside.Result(0, "hi\n", ""));
    assertThat(outside.read("report")).contains("tee could not write");
  }

  @Test
  void signalsReachTheCommandAndItsChildren() throws Exception {
    var script =
        "trap 'echo term; wait; exit 5' TERM; (trap 'echo child; exit' TERM; echo ready;"
            + " while :; do sleep 0.1; done) & wait";
    var process = outside.builder(List.of(), "sh", "-c", script).start();
    awaitLog("ready");
    process.destroy();
    assertThat(outside.finish(process).code()).isEqualTo(5);
    assertThat(outside.logged()).contains("term", "child");
    assertThat(outside.read("report")).contains("forwarded=TERM");
  }

  @Test
  void aSignalToTheWholeGroupReachesTheCommandOnce() throws Exception {
    var script = "trap 'echo term' TERM; echo ready; until [ -e go ]; do sleep 0.1; done; exit 3";
    var process = outside.builder(List.of("setsid"), "sh", "-c", script).start();
    awaitLog("ready");
    await("a witness", () -> process.descendants().anyMatch(LaunchTest::isWitness));
    shell("kill -s TERM -- -" + process.pid());
    awaitLog("term");
    shell(">go");
    assertThat(outside.finish(process).code()).isEqualTo(3);
    assertThat(outside.logged().lines().filter("term"::equals)).hasSize(1);
  }

  private static boolean isWitness(ProcessHandle process) {
    return process.info().commandLine().filter(line -> line.contains("kill -0")).isPresent();
  }

  private void shell(String command) throws Exception {
    new ProcessBuilder("sh", "-c", command).directory(dir.toFile()).start().waitFor();
  }

  @Test
  void theDeathOfRunlogHurtsNeitherCommandNorLog() throws Exception {
    var process =
        outside.builder(List.of(), "sh", "-c", "echo ready; read x <go; echo after").start();
    new ProcessBuilder("mkfifo", dir.resolve("go").toString()).start().waitFor();
    awaitLog("ready");
    process.destroyForcibly().waitFor();
    new ProcessBuilder("sh", "-c", "until [ -p go ]; do :; done; echo >go")
        .directory(dir.toFile())
        .start();
    awaitLog("after");
    assertThat(outside.read("out")).isEqualTo("ready\nafter\n");
  }

  @Test
  void aProcessLeftBehindDoesNotHoldUsUp() throws Exception {
    long start = System.nanoTime();
    var result = outside.run("sh", "-c", "sleep 30 & echo $!");
    assertThat(System.nanoTime() - start).isLessThan(15_000_000_000L);
    assertThat(ProcessHandle.of(Long.parseLong(result.out().trim())).orElseThrow().destroy())
        .isTrue();
  }

  @Test
  void anIgnoredSignalStaysIgnored() throws Exception {
    var result = outside.shell("trap '' HUP; $RUN sh -c 'kill -HUP $$; echo alive'");
    assertThat(result.out()).isEqualTo("alive\n");
  }

  private void awaitLog(String text) throws Exception {
    await(
        "'" + text + "' in the log",
        () -> Files.exists(outside.log()) && outside.logged().contains(text));
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
