package dev.runlog.library;

import static dev.runlog.cli.Cli.field;
import static dev.runlog.cli.Cli.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.runlog.cli.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A program of another process that calls the library, alone and inside a recorded run.
@Timeout(120)
class RunlogTest {
  private static final String JAVA = ProcessHandle.current().info().command().orElse("java");
  private static final String CLASSES = System.getProperty("java.class.path");
  private static final Path EXAMPLE = Path.of("examples/jvm/Digits.java").toAbsolutePath();
  private static final Path DIGITS = Path.of("examples/digits/digits.csv").toAbsolutePath();

  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void project() {
    cli = new Cli(folder);
  }

  private String java(String program) {
    cli.file("P.java", "import dev.runlog.library.Runlog; import java.util.*;\n" + program);
    return "'" + JAVA + "' -cp '" + CLASSES + "' P.java";
  }

  @Test
  void theExampleTrainsAndLeavesItsRecord() throws Exception {
    cli.committed();
    var out = cli.sh("'%s' -cp '%s' '%s' '%s' 15".formatted(JAVA, CLASSES, EXAMPLE, DIGITS));
    assertThat(out).containsPattern("test accuracy 0\\.9\\d+");
    var record = record(cli.onlyRun());
    assertThat(record).containsEntry("status", "finished").containsEntry("name", "digits-jvm");
    assertThat(field(record, "config.resolved.penalty")).isEqualTo(0.001);
    assertThat((Double) field(record, "metrics.test_acc")).isGreaterThan(0.9);
    assertThat(field(record, "metrics_summary.loss.count")).isEqualTo(15L);
    assertThat(field(record, "random.seed")).isEqualTo(7L);
    assertThat(field(record, "git.dirty")).isEqualTo(false);
    assertThat(field(record, "artifacts.model")).asString().endsWith("/weights.model");
    assertThat(field(record, "environment.java")).isEqualTo(Runtime.version().toString());
    assertThat(cli.onlyRun().resolve("run.md")).content().contains("## Result\n_Draft:_ ");
    assertThat(cli.onlyRun().resolve("events.jsonl")).doesNotExist();
  }

  @Test
  void insideARecordedRunItAddsToIt() {
    var command =
        java(
            "void main() { try (var r = Runlog.start(Map.of(\"a\", 1))) { r.log(3, \"x\", 0.5).note(\"next\", \"go on\"); r.finish(); } }");
    assertThat(cli.runlog("run", "--", "sh", "-c", command).code()).isZero();
    var record = record(cli.onlyRun());
    assertThat(field(record, "metrics.x")).isEqualTo(0.5);
    assertThat(field(record, "config.resolved.a")).isEqualTo(1L);
    assertThat(cli.onlyRun().resolve("run.md")).content().contains("## Next\ngo on\n");
  }

  @Test
  void aBlockThatIsLeftByAnExceptionFailed() {
    var command =
        java(
            "void main() { try (var r = Runlog.start(Map.of())) { r.log(\"x\", Double.NaN); throw new IllegalStateException(\"no\"); } }");
    cli.sh(command + " 2>/dev/null || true");
    var record = record(cli.onlyRun());
    assertThat(record).containsEntry("status", "failed");
    assertThat(field(record, "command.evidence")).asString().contains("before finish()");
    assertThat(field(record, "metrics_summary.x.last")).isEqualTo("NaN");
  }

  @Test
  void aKilledProgramIsSettledWithWhatItHadSaid() {
    var command =
        java(
            "void main() { var r = Runlog.start(Map.of(\"a\", 1)); r.log(1, \"x\", 2); Runtime.getRuntime().halt(9); }");
    cli.sh(command + " || true");
    assertThat(cli.runlog("ls").out()).contains("lost");
    var record = record(cli.onlyRun());
    assertThat(record).containsEntry("status", "lost");
    assertThat(field(record, "metrics.x")).isEqualTo(2.0);
    assertThat(field(record, "config.resolved.a")).isEqualTo(1L);
  }

  @Test
  void aFolderThatCannotBeWrittenStopsNobody() {
    cli.file("outputs", "a file where the folder should be");
    cli.env.put("XDG_STATE_HOME", "/proc/nowhere");
    var command =
        java(
            "void main() { try (var r = Runlog.start(Map.of())) { r.log(\"x\", 1); r.finish(); } System.out.println(\"trained\"); }");
    assertThat(cli.sh(command)).contains("trained");
  }

  @Test
  void threadsLoseNothing() {
    var command =
        java(
            """
            void main() throws Exception {
              try (var r = Runlog.start(Map.of())) {
                var all = new ArrayList<Thread>();
                for (int t = 0; t < 8; t++) {
                  var name = "m" + t;
                  all.add(Thread.ofPlatform().start(() -> { for (int i = 0; i < 2000; i++) r.log(i, name, i); }));
                }
                for (var t : all) t.join();
                r.finish();
              }
            }
            """);
    cli.sh(command);
    var record = record(cli.onlyRun());
    for (int t = 0; t < 8; t++) {
      assertThat(field(record, "metrics_summary.m" + t + ".count")).isEqualTo(2000L);
    }
  }

  @Test
  void wrongArgumentsAreToldAtOnce() throws Exception {
    assertThatIllegalArgumentException().isThrownBy(() -> Runlog.start(" ", Map.of()));
    assertThat(List.of(Files.readAllLines(Path.of("docs/reference/libraries.md"))).toString())
        .contains("Runlog.start");
  }
}
