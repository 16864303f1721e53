package dev.runlog.cli;

import static dev.runlog.cli.Cli.field;
import static dev.runlog.cli.Cli.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What programs say through RUNLOG_EVENTS, and `{run_dir}` in a command.
@Timeout(60)
class EventsTest {
  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void project() {
    cli = new Cli(folder);
  }

  private Map<String, Object> run(String script) {
    cli.file("run.sh", script);
    assertThat(cli.runlog("run", "--", "sh", "run.sh", "--lr", "0.5").code()).isZero();
    return record(cli.onlyRun());
  }

  private String note() throws IOException {
    return Files.readString(cli.onlyRun().resolve("run.md"));
  }

  private static String gaps(Map<String, Object> record) {
    return String.valueOf(field(record, "capture.missing"));
  }

  @Test
  void theExampleOfTheDocumentationIsTrue() throws IOException {
    var page = Files.readString(Path.of("docs/reference/events.md"));
    int start = page.indexOf("```sh\n") + 6;
    var record = run(page.substring(start, page.indexOf("```", start)));

    assertThat(field(record, "metrics.loss")).isEqualTo(0.25);
    assertThat(field(record, "metrics_summary.loss"))
        .asString()
        .contains("count=3", "first=1.0", "source=runlog");
    assertThat(field(record, "config.resolved")).isEqualTo(Map.of("lr", 0.1, "layers", 2L));
    assertThat(field(record, "artifacts.predictions")).isEqualTo("out/guesses.bin");
    assertThat(note()).contains("## Result\nthe loss halves at every step\n");
    assertThat(gaps(record)).doesNotContain("events");
    assertThat(cli.onlyRun().resolve("metrics.jsonl")).content().hasLineCount(3);
    assertThat(cli.onlyRun().resolve("events.jsonl")).content().doesNotContain("metric");
  }

  @Test
  void theExampleInRIsTrue() throws IOException {
    var isHere =
        List.of(cli.env.getOrDefault("PATH", "").split(":")).stream()
            .anyMatch(dir -> Files.isExecutable(Path.of(dir, "Rscript")));
    assumeTrue(isHere, "R is not installed");
    var page = Files.readString(Path.of("docs/reference/events.md"));
    int start = page.indexOf("```r\n") + 5;
    cli.file("fit.R", page.substring(start, page.indexOf("```", start)));
    assertThat(cli.runlog("run", "--", "Rscript", "--vanilla", "fit.R").code()).isZero();
    var record = record(cli.onlyRun());
    assertThat(field(record, "metrics.r_squared")).isEqualTo(0.752833);
    assertThat(field(record, "config.resolved.formula")).isEqualTo("mpg ~ wt");
    assertThat(gaps(record)).doesNotContain("events");
  }

  @Test
  void aParameterThatIsSaidLeavesThoseThatWereTyped() {
    var record =
        run(
            "echo '{\"e\":\"config\",\"values\":{\"model\":{\"width\":8},\"x\":null}}' >> $RUNLOG_EVENTS");
    assertThat(field(record, "config.resolved.model.width")).isEqualTo(8L);
    assertThat(field(record, "config.resolved.lr")).isEqualTo(0.5);
    assertThat(field(record, "config.resolved.x")).isNull();
  }

  @Test
  void whatIsNoEventIsNamedAndTheRestCounts() {
    var record =
        run(
            """
            {
            echo 'not json'
            echo '[1]'
            echo '{"e":"metric","name":"ok","value":1}'
            echo '{"e":"metric","name":"bad","value":"x"}'
            echo '{"e":"metric","name":"bad","value":true}'
            echo '{"e":"metric","name":"","value":1}'
            echo '{"e":"metric","name":"s","value":1,"step":1.5}'
            echo '{"e":"metric","name":"s","value":1,"t":-5}'
            echo '{"e":"metric","name":"gone","value":NaN,"step":2}'
            echo '{"e":"metric","value":1}'
            echo '{"e":"config","values":7}'
            echo '{"e":"note","text":5}'
            echo '{"e":"note","element":"moral","text":"x"}'
            echo '{"e":"artifact","path":"nowhere.bin","role":"model"}'
            echo '{"e":"dance"}'
            echo '{}'
            printf '{"e":"metric","name":"\\377\\376","value":3}\\n'
            printf '\\0\\0\\0\\n'
            head -c 2000000 /dev/zero | tr '\\0' 'a'; echo
            head -c 3000 /dev/zero | tr '\\0' '['; echo
            printf '{"e":"metric","name":"last","value":2}'
            } >> $RUNLOG_EVENTS
            """);
    assertThat(field(record, "metrics.ok")).isEqualTo(1.0);
    assertThat(field(record, "metrics.last")).isEqualTo(2.0);
    assertThat(field(record, "metrics_summary.gone.last")).isEqualTo("NaN");
    assertThat(((Map<?, ?>) field(record, "metrics")).keySet().stream().map(String::valueOf))
        .doesNotContain("bad", "gone", "s");
    assertThat(gaps(record))
        .contains("4 lines could not be used: no JSON object; the first is line 1: not json")
        .contains("2 lines could not be used: the value of a metric is no number")
        .contains("longer than 1 MiB")
        .contains("nowhere.bin was said to be one, and is not there");
  }

  @Test
  void aMillionBadLinesAreOneGap() {
    var record = run("yes '{\"e\":1}' | head -n 200000 >> $RUNLOG_EVENTS");
    assertThat((List<?>) field(record, "capture.missing"))
        .filteredOn(gap -> gap.toString().contains("field=events"))
        .hasSizeBetween(1, 2);
  }

  @Test
  void aLinkAndAFileWrittenAnewAreNamed() {
    var record = run("ln -s /dev/zero $RUNLOG_EVENTS");
    assertThat(gaps(record)).contains("events.jsonl is no regular file");
  }

  @Test
  void secretsThatAreSaidAreMaskedEverywhere() throws IOException {
    var record =
        run(
            """
            echo '{"e":"config","values":{"hub_token":"kbd94kdlsa93kfgds","num_memory_tokens":16}}' >> $RUNLOG_EVENTS
            echo '{"e":"note","text":"used hf_abcdefghijklmnopqrstuvwxyzABCDEFGH for it"}' >> $RUNLOG_EVENTS
            """);
    assertThat(field(record, "config.resolved.num_memory_tokens")).isEqualTo(16L);
    try (var files = Files.walk(cli.onlyRun())) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file))
            .as(file.toString())
            .doesNotContain("kbd94kdlsa93kfgds", "hf_abcdefghijklmnop");
      }
    }
  }

  @Test
  void twoProcessesAtOnceLoseNothing() {
    var record =
        run(
            """
            say() { i=0; while [ $i -lt 500 ]; do echo "{\\"e\\":\\"metric\\",\\"name\\":\\"$1\\",\\"value\\":$i,\\"step\\":$i}" >> $RUNLOG_EVENTS; i=$((i+1)); done; }
            say a & say b & wait
            """);
    assertThat(field(record, "metrics_summary.a.count")).isEqualTo(500L);
    assertThat(field(record, "metrics_summary.b.count")).isEqualTo(500L);
    assertThat(gaps(record)).doesNotContain("events");
  }

  @Test
  void aNoteThatAPersonHasWrittenIsLeftAlone() throws IOException {
    run(
        """
        echo '{"e":"note","element":"risk","text":"said"}' >> $RUNLOG_EVENTS
        echo mine > $RUNLOG_RUN_DIR/run.md
        """);
    assertThat(note()).isEqualTo("mine\n");
    assertThat(cli.onlyRun().resolve("events.jsonl")).content().contains("said");
  }

  @Test
  void theRunFolderMayStandInTheCommand() throws IOException {
    var result = cli.runlog("run", "--", "sh", "-c", "echo x > $0/model.pt; ls -d $0", "{run_dir}");
    var run = cli.onlyRun();
    assertThat(result.childOut().strip()).isEqualTo(run.toString());
    assertThat(run.resolve("model.pt")).hasContent("x");
    var record = record(run);
    assertThat((List<?>) field(record, "command.argv")).last().isEqualTo(run.toString());
    assertThat((List<?>) field(record, "command.typed")).last().isEqualTo("{run_dir}");
    assertThat(field(record, "artifacts.model"))
        .isEqualTo("outputs/" + run.getFileName() + "/model.pt");
  }

  @Test
  void theRunFolderIsNoDifferenceBetweenRuns() {
    for (int i = 0; i < 2; i++) {
      assertThat(cli.runlog("run", "--", "sh", "-c", ":", "--out={run_dir}/x").code()).isZero();
    }
    var first = record(cli.runs().getFirst());
    assertThat(field(first, "config.resolved.out")).isEqualTo("{run_dir}/x");
    assertThat(field(record(cli.runs().getLast()), "config.hash"))
        .isEqualTo(field(first, "config.hash"));
  }

  @Test
  void aCommandWithoutItHasNothingTyped() {
    assertThat(cli.runlog("run", "--", "true").code()).isZero();
    assertThat(field(record(cli.onlyRun()), "command.typed")).isNull();
  }
}
