package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OneRunCommandsTest {
  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void project() {
    cli = new Cli(folder);
    cli.env.put("LC_ALL", "C.UTF-8");
  }

  private void train() {
    cli.file(
        "train.sh",
        "for i in 1 2 3 4; do echo \"epoch $i loss=0.$((9 - i))\"; done\necho test_acc=0.5\n");
    cli.runlog("run", "-q", "--", "sh", "train.sh", "--lr", "0.1");
  }

  @Test
  void showExplainsARun() {
    train();
    var page = cli.runlog("show").out();
    assertThat(page)
        .contains("finished in")
        .contains("sh train.sh --lr 0.1")
        .contains("4 points, 0.5 to 0.8, best at 4")
        .contains("█")
        .containsPattern("lr +0.1")
        .contains("not observed")
        .contains("not recorded")
        .contains("## Hypothesis")
        .doesNotContain("\u001b");
    assertThat(page.lines()).allMatch(line -> line.length() <= 100);
    assertThat(cli.runlog("show", "--json").out()).startsWith("{\n  \"schema\": \"runlog/1\"");
  }

  @Test
  void aSeriesIsPlottedInWhatTheTerminalCanShow() {
    train();
    assertThat(cli.runlog("show", "--plot", "loss").out()).contains("4 points").contains("⠉");
    assertThat(cli.runlog("show", "--plot", "@").out()).contains("loss").doesNotContain("test_acc");
    cli.env.put("LC_ALL", "C");
    var plain = cli.runlog("show", "@", "--plot", "loss").out();
    assertThat(plain).contains("*").matches("\\p{ASCII}*");
    assertThat(cli.runlog("show", "@", "--plot", "lss").err()).contains("did you mean 'loss'?");
    assertThat(cli.runlog("show", "@", "--plot", "--json").out()).contains("\"count\": 4");
  }

  @Test
  void theLogHasProgressBarsInTheirLastState() {
    cli.runlog(
        "run", "-q", "--", "printf", "a\\n 10%%\\r 50%%\\r100%%\\n\\033[31mred\\033[0m\\r\\nend");
    assertThat(cli.runlog("log").out()).isEqualTo("a\n100%\nred\nend\n");
    assertThat(cli.runlog("log", "-n", "2").out()).isEqualTo("red\nend\n");
    assertThat(cli.runlog("log", "-n", "0").out()).isEmpty();
    assertThat(cli.runlog("log", "--raw").out()).contains(" 10%\r 50%\r").endsWith("\nend");
    assertThat(cli.runlog("log", "--json", "-n", "1").out()).isEqualTo("{\"text\":\"end\"}\n");
    assertThat(cli.runlog("log", "-f").out()).endsWith("end\n");
    assertThat(cli.runlog("log", "-n", "x").code()).isEqualTo(2);
  }

  @Test
  void aRunningRunIsFollowedToItsEndAndTaggedMeanwhile() throws Exception {
    cli.file("slow.sh", "echo begin; while [ ! -e go ]; do sleep 0.05; done; echo last\n");
    var runner = Thread.ofPlatform().start(() -> cli.runlog("run", "-q", "--", "sh", "slow.sh"));
    while (cli.runs().isEmpty() || !Files.exists(cli.runs().getFirst().resolve("train.log"))) {
      Thread.onSpinWait();
    }
    assertThat(cli.runlog("tag", "@", "early").code()).isZero();
    assertThat(cli.runlog("tag", "@").out()).isEqualTo("early\n");
    assertThat(cli.runlog("rm", "--yes", "@").err()).contains("still running");
    var followed = new String[1];
    var follower = Thread.ofPlatform().start(() -> followed[0] = cli.runlog("log", "-f").out());
    cli.file("go", "");
    runner.join();
    follower.join();
    assertThat(followed[0]).isEqualTo("begin\nlast\n");
    assertThat(Cli.record(cli.onlyRun())).containsEntry("tags", List.of("early"));
  }

  @Test
  void tagsComeAndGo() {
    train();
    assertThat(cli.runlog("tag", "@").code()).isEqualTo(1);
    cli.runlog("tag", "@", "table 4", "best");
    assertThat(Cli.record(cli.onlyRun())).containsEntry("tags", List.of("table 4", "best"));
    assertThat(cli.runlog("tag", "--remove", "@", "table 4").err()).contains(": best");
    assertThat(Cli.record(cli.onlyRun())).containsEntry("tags", List.of("best"));
    assertThat(cli.runlog("tag", "--remove", "@", "other").code()).isEqualTo(1);
    assertThat(cli.runlog("tag", "@", "two\nlines").code()).isEqualTo(2);
    assertThat(cli.runlog("tag", "--json", "@").out()).contains("\"best\"");
  }

  @Test
  void removedRunsComeBack() throws IOException {
    train();
    train();
    var ids = cli.runs();
    assertThat(cli.runlog("rm", "@").code()).isEqualTo(2);
    assertThat(cli.runlog("rm", "--yes", "@", "@2").code()).isZero();
    assertThat(cli.runs()).isEmpty();
    assertThat(cli.runlog("ls").code()).isEqualTo(1);
    assertThat(cli.runlog("rm", "--undo").code()).isZero();
    assertThat(cli.runs()).isEqualTo(ids);
    assertThat(cli.runlog("rm", "--undo").code()).isEqualTo(1);
    cli.runlog("rm", "--yes", ids.getLast().getFileName().toString());
    Files.createDirectory(ids.getLast());
    var stuck = cli.runlog("rm", "--undo");
    assertThat(stuck.code()).isEqualTo(1);
    assertThat(stuck.err()).contains("there is another run of that name");
  }
}
