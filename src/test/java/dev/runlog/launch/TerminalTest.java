package dev.runlog.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Under a terminal, made by Python's pty module.
@Timeout(60)
class TerminalTest {
  @TempDir Path dir;
  Outside outside;

  @BeforeEach
  void outside() {
    outside = new Outside(dir);
  }

  private Outside.Result run(String steps, String... command) throws Exception {
    var pty = Path.of("src/test/java/dev/runlog/launch/pty.py").toAbsolutePath().toString();
    var builder = outside.builder(List.of("python3", pty, "33x101", steps, "--"), command);
    builder.environment().put("TERMINALS", "012");
    return outside.finish(builder.start());
  }

  @Test
  void theCommandSeesATerminalOfTheRightSize() throws Exception {
    var script = "for fd in 0 1 2; do test -t $fd && echo tty$fd; done; stty size <&1; exit 7";
    var result = run("[]", "sh", "-c", script);
    assertThat(result.out()).isEqualTo("tty0\r\ntty1\r\ntty2\r\n33 101\r\n");
    assertThat(result.code()).isEqualTo(7);
    assertThat(outside.logged()).isEqualTo("tty0\ntty1\ntty2\n33 101\n");
  }

  @Test
  void everyCtrlCArrivesOnce() throws Exception {
    var program =
        """
        import signal, time
        n = 0
        def stop(*_):
            global n
            n += 1
            print("got", n, flush=True)
        signal.signal(signal.SIGINT, stop)
        print("ready", flush=True)
        while n < 2: time.sleep(.05)
        time.sleep(.5)
        raise SystemExit(40 + n)
        """;
    var result = run("[[\"ready\",\"\\u0003\"],[\"got 1\",\"\\u0003\"]]", "python3", "-c", program);
    assertThat(result.code()).isEqualTo(42);
  }

  @Test
  void aSignalToRunlogAloneIsPassedOn() throws Exception {
    var script = "trap 'echo term; exit 9' TERM; echo ready; while :; do sleep 0.1; done";
    assertThat(run("[[\"ready\",\"kill:15\"]]", "sh", "-c", script).code()).isEqualTo(9);
    assertThat(outside.logged()).contains("term");
  }

  @Test
  void aNewWindowSizeArrives() throws Exception {
    var script =
        "trap 'stty size <&1' WINCH; echo ready; until [ \"$(stty size <&2)\" = '40 77' ]; do"
            + " sleep 0.1; done; echo done";
    assertThat(run("[[\"ready\",\"resize:40x77\"]]", "sh", "-c", script).out())
        .contains("40 77", "done");
  }

  @Test
  void aPasswordIsNeitherShownNorLogged() throws Exception {
    var program = "import getpass; print(len(getpass.getpass()))";
    var result = run("[[\"assword: \",\"secret\\n\"]]", "python3", "-c", program);
    assertThat(result.out()).contains("6").doesNotContain("secret");
    assertThat(outside.logged()).doesNotContain("secret");
  }
}
