package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FindCommandTest {
  @TempDir Path scratch;
  private Cli cli;

  @BeforeEach
  void threeRuns() {
    cli = new Cli(scratch);
    record("a", "echo epoch 1 val_acc 0.9127; echo epoch 2 val_acc 0.8431; echo A > model.bin");
    record("b", "echo epoch 1 val_acc 0.5004; echo epoch 2 val_acc 0.9127; echo B > model.bin");
    record("c", "echo epoch 1 val_acc 0.7; echo something about warm restarts");
  }

  private void record(String name, String script) {
    var result =
        cli.runlog(
            "run", "-q", "--name", name, "-m", "is " + name + " better?", "--", "sh", "-c", script);
    assertThat(result.code()).isZero();
  }

  private List<String> runs(String... what) throws Exception {
    var words = new java.util.ArrayList<>(List.of("find", "--json"));
    words.addAll(List.of(what));
    var result = cli.runlog(words.toArray(String[]::new));
    return ((List<?>) Json.read(result.out()))
        .stream()
            .map(java.util.Map.class::cast)
            .map(
                m -> String.valueOf(m.get("run_id")).replaceFirst(".*_", "") + " " + m.get("where"))
            .toList();
  }

  @Test
  void aNumberIsFoundFinalValuesFirst() throws Exception {
    assertThat(runs("0.913")).containsExactly("b final", "a best, step 1");
    assertThat(runs("91.3%")).containsExactly("b final", "a best, step 1");
    assertThat(runs("0.500")).containsExactly("b best, step 1");
    var none = cli.runlog("find", "0.4242");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.out()).contains("0.4242: not from any known run");
  }

  @Test
  void aFileIsFoundByContentWhereverItIsThenByPath() throws Exception {
    Files.writeString(cli.project.resolve("elsewhere.bin"), "A\n");
    assertThat(runs("elsewhere.bin")).containsExactly("a same content");
    assertThat(runs("model.bin")).containsExactly("b same content");
    Files.writeString(cli.project.resolve("model.bin"), "changed since");
    assertThat(runs("model.bin"))
        .containsExactly("b same path, other content", "a same path, other content");
  }

  @Test
  void aTextIsFoundInNotesNamesAndLogs() throws Exception {
    assertThat(runs("is b BETTER")).hasSize(1).allMatch(run -> run.startsWith("b"));
    assertThat(runs("warm", "restarts")).hasSize(1).allMatch(run -> run.startsWith("c"));
    assertThat(runs("no such thing anywhere")).isEmpty();
  }

  @Test
  void everyNumberOfAPaperIsAudited() throws Exception {
    Files.writeString(
        cli.project.resolve("paper.md"), "| ours | 0.913 |\n| theirs | 0.111 |\n| c | 70.0% |\n");
    var result = cli.runlog("find", "--audit", "paper.md");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out().lines())
        .anyMatch(line -> line.matches("paper.md:1:\\d+ +0.913 +matched +\\S+_b val_acc"))
        .anyMatch(line -> line.matches("paper.md:2:\\d+ +0.111 +unknown.*"))
        .anyMatch(line -> line.matches("paper.md:3:\\d+ +70.0% +matched +\\S+_c val_acc"));
    Files.createDirectory(cli.project.resolve("figures"));
    Files.writeString(cli.project.resolve("figures/m.bin"), "A\n");
    assertThat(cli.runlog("find", "--audit", "figures").code()).isZero();
    Files.writeString(cli.project.resolve("figures/new.png"), "?");
    assertThat(cli.runlog("find", "--audit", "figures").code()).isEqualTo(1);
    assertThat(cli.runlog("find", "--audit", "nothing").code()).isEqualTo(2);
  }
}
