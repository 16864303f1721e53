package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `ls` and `best` over recorded runs.
@Timeout(120)
class LsCommandTest {
  @TempDir Path scratch;
  private Cli cli;

  @BeforeEach
  void fourRuns() throws Exception {
    cli = new Cli(scratch);
    Files.writeString(
        cli.project.resolve("train.sh"),
        "echo \"{'val_acc': $4, 'entropy': $4, 'step': 1}\"; echo 'loss 0.5'; exit ${5:-0}");
    record("a", "0.1", "0.91");
    record("b", "0.2", "0.95");
    record("c", "0.3", "0.93");
    record("d", "0.3", "0.10", "3");
  }

  private void record(String name, String lr, String accuracy, String... exit) {
    var words =
        new java.util.ArrayList<>(
            List.of(
                "run",
                "-q",
                "--name",
                name,
                "--",
                "sh",
                "train.sh",
                "--lr",
                lr,
                "--same",
                accuracy));
    words.addAll(List.of(exit));
    cli.runlog(words.toArray(String[]::new));
  }

  private List<String> ids(String... words) {
    return cli.runlog(words)
        .out()
        .lines()
        .skip(1)
        .map(line -> line.split("[ ,]", 2)[0].replaceFirst(".*_", ""))
        .toList();
  }

  @Test
  void theNewestIsFirstWithMetricsAndTheParametersThatDiffer() {
    var lines = cli.runlog("ls").out().lines().toList();
    assertThat(lines.getFirst()).matches("RUN +AGE +STATUS +TIME .*val_acc.* lr +.*NOTE");
    assertThat(ids("ls")).containsExactly("d", "c", "b", "a");
    assertThat(lines.get(1)).contains("failed").contains("0.1");
  }

  @Test
  void filtersOrdersAndColumnsAreTaken() {
    assertThat(ids("ls", "val_acc > 0.9 and lr >= 0.2")).containsExactly("c", "b");
    assertThat(ids("ls", "status", "=", "failed")).containsExactly("d");
    assertThat(ids("ls", "--sort", "val_acc", "--limit", "2")).containsExactly("d", "a");
    assertThat(ids("ls", "--sort", "-val_acc")).containsExactly("b", "c", "a", "d");
    var csv = cli.runlog("ls", "--columns", "lr,val_acc", "--csv", "name != d").out();
    assertThat(csv.lines().toList().getFirst())
        .isEqualTo("run_id,start,status,duration,lr,val_acc");
    assertThat(csv.lines()).hasSize(4).anyMatch(line -> line.endsWith(",0.2,0.95"));
    var wrong = cli.runlog("ls", "val_ac > 1");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("did you mean 'val_acc'").contains("\n  ^");
    assertThat(cli.runlog("ls", "val_acc > 5").code()).isEqualTo(1);
    assertThat(cli.runlog("ls", "--json", "val_acc > 5").out().strip()).isEqualTo("[\n]");
  }

  @Test
  void theBestKnowTheirDirectionOrAsk() {
    assertThat(ids("best", "val_acc", "-k", "2")).containsExactly("b", "c");
    assertThat(ids("best", "val_acc", "--min", "-k", "1")).containsExactly("d");
    assertThat(ids("best", "loss", "status = finished")).containsExactly("c", "b", "a");
    var unknown = cli.runlog("best", "entropy");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("--min or --max");
    assertThat(ids("best", "entropy", "--max", "--by", "best", "-k", "1")).containsExactly("b");
    assertThat(cli.runlog("best", "val_acc", "lr > 7").code()).isEqualTo(1);
    assertThat(cli.runlog("best").code()).isEqualTo(2);
    assertThat(cli.runlog("best", "nothing").err()).contains("no run has 'nothing'");
  }

  @Test
  void theIndexIsMadeAnewWhenAsked() {
    assertThat(ids("ls")).hasSize(4);
    var result = cli.runlog("doctor", "--reindex");
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("4 runs of").contains("read");
    assertThat(ids("best", "val_acc", "-k", "1")).containsExactly("b");
  }

  @Test
  void aBrokenRecordIsNamedAndStopsNothing() throws Exception {
    Files.createDirectories(cli.project.resolve("outputs/broken"));
    Files.writeString(cli.project.resolve("outputs/broken/run.json"), "{\"run_id\": ");
    var result = cli.runlog("ls");
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("broken/run.json is no record");
    assertThat(result.out().lines()).hasSize(5);
    var foreign =
        Files.createDirectories(cli.project.resolve("outputs/2030-01-01_0000_other\ntool"));
    Files.writeString(
        foreign.resolve("run.json"), "{\"run_id\": \"x\", \"metrics\": {\"acc\": 1}}");
    assertThat(cli.runlog("ls").out().lines()).hasSize(6).anyMatch(l -> l.contains("other?tool"));
    assertThat(cli.runlog("ls", "--json").out()).contains("_a\"").doesNotContain("\"x\"");
    for (var command : List.of("show", "compare")) {
      var refused =
          command.equals("show") ? cli.runlog("show", "@") : cli.runlog("compare", "@", "@2");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).contains("cannot be read as a record");
    }
  }
}
