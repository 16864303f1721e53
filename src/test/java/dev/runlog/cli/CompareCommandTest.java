package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CompareCommandTest {
  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void project() {
    cli = new Cli(folder);
  }

  private void train(String... options) {
    var words = new java.util.ArrayList<>(List.of("run", "-q", "--", "sh", "train.sh"));
    words.addAll(List.of(options));
    assertThat(cli.runlog(words.toArray(String[]::new)).code()).isZero();
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> json(String... words) throws IOException {
    var all = new java.util.ArrayList<>(List.of("compare", "--json"));
    all.addAll(List.of(words));
    var result = cli.runlog(all.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    return (Map<String, Object>) (Map<String, ?>) Json.readObject(result.out());
  }

  /// The values of a row under their runs, oldest first.
  private static List<Object> row(Map<String, Object> tree, String part, String key) {
    return ((List<?>) tree.get(part))
        .stream()
            .map(row -> (Map<?, ?>) row)
            .filter(row -> key.equals(row.get("key")))
            .map(row -> List.<Object>copyOf(((Map<?, ?>) row.get("values")).values()))
            .findFirst()
            .orElse(List.of());
  }

  @Test
  void codeIsComparedAsItRanAndTheRepositoryStaysAsItIs() {
    cli.file("train.sh", "echo val_acc=0.90\n");
    cli.committed();
    cli.file("train.sh", "# first\necho val_acc=0.90\n");
    train();
    cli.file("train.sh", "# first\necho val_acc=0.95\necho done\n");
    cli.file("sub/new ü.py", "x = 1\n");
    train();
    cli.file("train.sh", "changed again\n");
    var before = cli.sh("find .git -type f | sort | xargs sha256sum");

    var result = cli.runlog("compare", "--patch", "@2", "@");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("2 files, +3 -1 lines")
        .contains("M train.sh  +2 -1")
        .contains("A sub/new ü.py  +1 -0")
        .contains("+echo val_acc=0.95")
        .doesNotContain("changed again")
        .containsPattern("val_acc +0.9 +0.95 +\\+0.05 \\(\\+5.56%\\)")
        .contains("no sibling runs");
    assertThat(cli.sh("find .git -type f | sort | xargs sha256sum")).isEqualTo(before);
  }

  @Test
  void aPatchOrCommitThatIsGoneIsSaid() throws IOException {
    cli.file("train.sh", "echo val_acc=0.90\n");
    cli.committed();
    train();
    cli.file("train.sh", "echo val_acc=0.91\n");
    train();
    var patch = cli.runs().getLast().resolve("changes.patch");
    var text = Files.readString(patch);
    Files.writeString(patch, text.replace("-echo val_acc=0.90", "-echo something else"));
    assertThat(cli.runlog("compare", "@2", "@").out()).contains("does not apply to its commit");
    Files.writeString(patch, text.replace("+echo val_acc=0.91", "+echo val_acc=0.99"));
    assertThat(cli.runlog("compare", "@2", "@").out())
        .contains("do not give the tree of its record");
    Files.delete(patch);
    assertThat(cli.runlog("compare", "@2", "@").out())
        .contains("changes.patch of")
        .contains("gone");
    Files.writeString(patch, text);
    cli.sh("rm -rf .git && git init -q .");
    assertThat(cli.runlog("compare", "@2", "@").out()).contains("is not in " + cli.project);
    cli.sh("rm -rf .git");
    assertThat(cli.runlog("compare", "@2", "@").out()).contains("there is no Git repository");
  }

  @Test
  void withoutARepositoryTheRestIsComparedAllTheSame() {
    cli.file("train.sh", "echo val_acc=$2\n");
    train("--lr", "0.1");
    train("--lr", "0.2");
    assertThat(cli.runlog("compare", "@2", "@").out())
        .contains("there is no code in the record")
        .containsPattern("lr +0.1 +0.2");
  }

  @Test
  void aDifferenceIsMeasuredByRunsThatDifferOnlyInSeed() throws IOException {
    cli.file("train.sh", "echo val_acc=0.9$2$4\n");
    cli.committed();
    for (var seed : List.of("1", "2", "3")) {
      train("--lr", "0", "--seed", seed);
    }
    train("--lr", "5", "--seed", "1");
    assertThat(cli.runlog("compare", "@2", "@").out())
        .contains("48.0 sd apart")
        .contains("A and 2 runs that differ only in seed: val_acc 0.902, sd 0.001, n 3");
    assertThat(row(json("@4", "@3", "@"), "config", "lr")).containsExactly(0L, 0L, 5L);
    assertThat(cli.runlog("compare", "@3", "@2").out()).contains("1.0 sd apart");
  }

  @Test
  void valuesOfEveryKindAreComparedRightly() throws IOException {
    cli.file("train.sh", "echo val_acc=0.9\n");
    train();
    train();
    edit(
        0,
        "{\"same\": 1, \"type\": 1, \"gone\": null, \"list\": [1, 2], \"deep\": {\"a\": {\"b\": 1}},"
            + " \"empty\": {}, \"evil\": \"\\u001b[31m\"}",
        "{\"loss\": {\"count\": 1, \"first\": \"NaN\", \"last\": \"NaN\", \"source\": \"stdout\"}}");
    edit(
        1,
        "{\"same\": 1.0, \"type\": \"1\", \"list\": [1, 2.5], \"deep\": {\"a\": {\"b\": true}},"
            + " \"empty\": {}, \"evil\": \"x\"}",
        "{\"loss\": {\"count\": 1, \"first\": 2.0, \"last\": 2.0, \"source\": \"stdout\"}}");
    var tree = json("@2", "@");
    assertThat(row(tree, "config", "type")).containsExactly(1L, "1");
    assertThat(((List<?>) tree.get("config")).toString()).doesNotContain("key=same");
    assertThat(row(tree, "config", "list"))
        .containsExactly(List.of(1L, 2L), List.<Object>of(1L, 2.5));
    assertThat(row(tree, "config", "deep.a.b")).containsExactly(1L, true);
    assertThat(row(tree, "metrics", "loss")).containsExactly("NaN", 2.0);
    assertThat(cli.runlog("compare", "@2", "@").out())
        .containsPattern("type +1 +\"1\"")
        .containsPattern("gone +null +\\(none\\)")
        .contains("\\x1b[31m")
        .doesNotContain("\u001b")
        .containsPattern("loss +NaN +2");
  }

  private void edit(int run, String config, String summary) throws IOException {
    var file = cli.runs().get(run).resolve("run.json");
    var tree = Json.readObject(Files.readString(file));
    castMap(tree.get("config")).put("resolved", Json.readObject(config));
    tree.put("metrics_summary", Json.readObject(summary));
    tree.put("metrics", Map.of());
    Files.writeString(file, Json.pretty(tree));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> castMap(Object map) {
    return (Map<String, Object>) map;
  }

  @Test
  void dataFilesThatDifferAreNamed() {
    cli.file("train.sh", "true\n");
    cli.file("data/a.csv", "1");
    cli.file("data/b.csv", "1");
    cli.runlog("run", "-q", "--data", "data", "--", "sh", "train.sh");
    cli.file("data/b.csv", "2");
    cli.file("data/c.csv", "1");
    cli.runlog("run", "-q", "--data", "data", "--", "sh", "train.sh");
    assertThat(cli.runlog("compare", "@2", "@").out())
        .contains("1 files added, 0 removed, 1 with other content, 1 the same")
        .contains("+ ./c.csv")
        .contains("~ ./b.csv");
  }

  @Test
  void exitCodesAreThoseOfGitDiff() {
    cli.file("train.sh", "echo $1\n");
    train("1");
    train("1");
    assertThat(cli.runlog("compare", "@2", "@").code()).isZero();
    assertThat(cli.runlog("compare", "@", "@").code()).isEqualTo(2);
    assertThat(cli.runlog("compare", "@9", "@").code()).isEqualTo(1);
    assertThat(cli.runlog("compare", "@2", "@", "--plot", "nothing").err())
        .contains("there is no metric 'nothing'");
    train("2");
    assertThat(cli.runlog("compare", "--exit-code", "@").code()).isEqualTo(1);
  }
}
