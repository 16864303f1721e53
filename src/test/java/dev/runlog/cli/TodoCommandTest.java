package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `todo` and `prune`.
@Timeout(120)
class TodoCommandTest {
  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void threeRuns() {
    cli = new Cli(folder);
    cli.file("train.sh", "echo epoch 1 val_acc=$1\n");
    for (var name : List.of("a", "b", "c")) {
      cli.runlog("run", "-q", "-n", name, "--", "sh", "train.sh", "0.5");
    }
  }

  private Path run(String name) {
    return cli.runs().stream().filter(r -> r.toString().endsWith(name)).findFirst().orElseThrow();
  }

  private void write(String name) {
    cli.runlog("note", run(name).getFileName().toString(), "--forgotten");
  }

  /// Makes a run one of long ago.
  private void age(String name, String day) throws IOException {
    var old = run(name);
    var json = Files.readString(old.resolve("run.json"));
    var id = old.getFileName().toString();
    Files.writeString(
        old.resolve("run.json"),
        json.replaceAll("\"start\": \"\\d{4}-\\d\\d-\\d\\d", "\"start\": \"" + day));
    Files.setLastModifiedTime(old.resolve("run.json"), FileTime.from(Instant.now().plusSeconds(5)));
    Files.move(old, old.resolveSibling(day + id.substring(10)));
  }

  @Test
  void whatIsToWriteIsListedWithWhatItWas() throws IOException {
    var result = cli.runlog("todo");
    assertThat(result.out().lines()).hasSize(4);
    assertThat(result.out()).contains("val_acc 0.5  sh train.sh 0.5").contains("all");
    assertThat(result.err()).contains("3 of 3 runs have a note to write");
    cli.runlog("note", "@", "--accept", "--hypothesis", "h");
    write("a");
    assertThat(cli.runlog("todo").out().lines()).hasSize(3).anyMatch(l -> l.contains("  Next  "));
    Files.delete(run("a").resolve("run.md"));
    assertThat(cli.runlog("todo").out().lines()).hasSize(4);
    assertThat(cli.runlog("todo", "name = a", "--json").out())
        .contains("\"to_write\": {\n      \"hypothesis\": null");
  }

  @Test
  void whatIsWrittenInTheSameMomentIsSeen() throws IOException {
    for (int i = 0; i < 3; i++) {
      assertThat(cli.runlog("todo", "--check").code()).isEqualTo(1);
      Files.writeString(run("a").resolve("run.md"), "## Next\nx\n".repeat(i));
    }
    List.of("a", "b", "c").forEach(this::write);
    var check = cli.runlog("todo", "--check");
    assertThat(check.code()).as(check.err()).isZero();
    assertThat(check.err() + check.out()).isEmpty();
    cli.file("outputs/" + run("b").getFileName() + "/run.md", "");
    assertThat(cli.runlog("todo", "--check").err()).contains("1 of 3 runs has").contains("_b");
  }

  @Test
  void checksTakeATimeAndNeedNoRuns() throws IOException {
    age("a", "2020-01-01");
    write("b");
    write("c");
    assertThat(cli.runlog("todo", "--check", "--since", "7d").code()).isZero();
    assertThat(cli.runlog("todo", "--check", "--since", "2019-12-31").code()).isEqualTo(1);
    assertThat(cli.runlog("todo", "--check").code()).isEqualTo(1);
    assertThat(cli.runlog("todo", "--check", "--since", "soon").code()).isEqualTo(2);
    assertThat(new Cli(folder.resolve("empty")).runlog("todo", "--check").code()).isZero();
  }

  @Test
  void theWeekTellsWhatWasLearnedAndWhatIsToWrite() throws IOException {
    age("a", "2020-01-01");
    cli.runlog("note", run("b").toString(), "--result", "it **works**", "--next", "longer");
    var week = cli.runlog("todo", "--week").out();
    assertThat(week)
        .contains("2 runs, ")
        .containsPattern(
            "\\*\\*\\S+_b\\*\\* sh train.sh 0.5\n  it \\*\\*works\\*\\*  \n  Next: longer")
        .contains("## To write")
        .doesNotContain("2020-01");
  }

  @Test
  void lsTellsTheDebtAndWalkingNeedsATerminal() {
    assertThat(cli.runlog("ls").err()).contains("3 notes wait this week: runlog todo");
    assertThat(cli.runlog("ls", "--json").err()).isEmpty();
    assertThat(cli.runlog("todo", "--walk").code()).isEqualTo(2);
  }

  @Test
  void aRunningRunIsNoDebt() throws Exception {
    cli.file("slow.sh", "while [ ! -e go ]; do sleep 0.05; done\n");
    var runner = Thread.ofPlatform().start(() -> cli.runlog("run", "-q", "--", "sh", "slow.sh"));
    while (cli.runs().size() < 4) {
      Thread.onSpinWait();
    }
    assertThat(cli.runlog("todo").err()).contains("3 of 3 runs");
    cli.file("go", "");
    runner.join();
    assertThat(cli.runlog("todo").err()).contains("4 of 4 runs");
  }

  @Test
  void oldTriesGoToTheTrashAndComeBack() throws IOException {
    age("a", "2020-01-01");
    age("b", "2020-01-02");
    var dry = cli.runlog("prune", "--older", "30d", "--dry-run", "duration < 1m");
    assertThat(dry.out().lines()).hasSize(3);
    assertThat(cli.runs()).hasSize(3);
    assertThat(cli.runlog("prune", "--older", "30d", "duration < 1m").code()).isEqualTo(2);
    assertThat(cli.runlog("prune", "--older", "30d", "--yes", "duration < 1m").code()).isZero();
    assertThat(cli.runs()).hasSize(1);
    assertThat(cli.runlog("rm", "--undo").code()).isZero();
    assertThat(cli.runs()).hasSize(3);
  }

  @Test
  void anAgeAloneIsAFilter() throws IOException {
    age("a", "2025-03-04");
    assertThat(cli.runlog("prune", "--older", "30d", "--yes").err()).contains("1 run moved");
    assertThat(cli.runs()).hasSize(2);
    cli.file("runlog.toml", "[prune]\nolder = '0d'\n");
    assertThat(cli.runlog("prune", "--yes").code()).isEqualTo(2); // nothing asked for it
    cli.file("runlog.toml", "[prune]\ndrop = ['name = b']\n");
    age("b", "2025-03-05");
    age("c", "2025-03-06");
    assertThat(cli.runlog("prune", "--older", "30d", "--yes").err()).contains("1 run moved");
    assertThat(cli.runs()).containsExactly(run("c"));
  }

  @Test
  void whatAPersonWroteOrTaggedStays() throws IOException {
    cli.runlog("run", "-q", "-n", "asked", "-m", "why?", "--", "true");
    cli.runlog("tag", run("a").toString(), "paper");
    cli.runlog("note", run("b").toString(), "--result", "good");
    write("c");
    var first = cli.runlog("prune", "-y", "duration < 1h");
    assertThat(first.err()).contains("1 run moved").contains("3 runs that would fit stay");
    assertThat(cli.runs()).hasSize(3);
    cli.runlog("prune", "-y", "--written", "duration < 1h");
    assertThat(cli.runs()).containsExactly(run("a"));
    cli.runlog("prune", "-y", "--tagged", "duration < 1h");
    assertThat(cli.runs()).isEmpty();
  }

  @Test
  void aPolicyIsKeptInTheSettings() {
    assertThat(cli.runlog("prune").code()).isEqualTo(2);
    cli.file(
        "runlog.toml",
        "[prune]\ndrop = ['name = a', 'name = b']\nkeep = ['val_acc > 0.4 and name = b']\n");
    assertThat(cli.runlog("prune", "--yes").err()).contains("1 run moved");
    assertThat(cli.runs()).hasSize(2).noneMatch(run -> run.toString().endsWith("_a"));
    assertThat(cli.runlog("prune", "--yes", "val_acc > 0").err()).contains("1 run moved");
    cli.file("runlog.toml", "[prune]\ndorp = 'x'\n");
    assertThat(cli.runlog("prune").err()).contains("prune.dorp").contains("did you mean 'drop'?");
    cli.file("runlog.toml", "prune = 3\n");
    assertThat(cli.runlog("prune").code()).isEqualTo(2);
    assertThat(cli.runlog("run", "-q", "--", "true").code()).isZero();
  }
}
