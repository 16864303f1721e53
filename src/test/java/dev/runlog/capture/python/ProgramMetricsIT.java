package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.cli.Cli;
import dev.runlog.model.MetricPoint;
import dev.runlog.store.MetricsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The metrics of several programs in one run: told apart, and each counted once.
@Timeout(120)
class ProgramMetricsIT {
  private static final String TRAIN =
      """
      import argparse
      p = argparse.ArgumentParser(); p.add_argument('--lr', type=float, default=0.1)
      p.add_argument('--epochs', type=int, default=2)
      a = p.parse_args()
      for e in range(a.epochs): print('epoch %d loss: %.3f' % (e, a.lr / (e + 1)))
      """;

  @TempDir Path temp;
  private Cli cli;
  private final String python = Python.any().executable().toString();
  private Map<String, Object> run = Map.of();

  @BeforeEach
  void aProject() {
    cli = new Cli(temp);
    cli.file("train.py", TRAIN);
  }

  private void run(String... command) {
    var words = new ArrayList<>(List.of("run", "--quiet", "--"));
    words.addAll(List.of(command));
    var result = cli.runlog(words.toArray(String[]::new));
    assertThat(result.code()).as(result.childErr() + result.childOut()).isZero();
    run = Cli.record(cli.onlyRun());
  }

  private Object field(String path) {
    return Cli.field(run, path);
  }

  private List<Object> ofChildren(String path) {
    return run.get("children") instanceof List<?> children
        ? children.stream().map(child -> Cli.field(asMap(child), path)).toList()
        : List.of();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(Object child) {
    return (Map<String, Object>) child;
  }

  private List<MetricPoint> points() throws IOException {
    var points = new ArrayList<MetricPoint>();
    MetricsFile.read(cli.onlyRun().resolve("metrics.jsonl"), points::add);
    return points;
  }

  @Test
  void ofAShellScriptThatCallsPythonFiveTimes() throws Exception {
    cli.file(
        "five.sh",
        "set -e\nfor lr in 1 2 3 4; do \"$1\" train.py --lr $lr; done\n\"$1\" train.py --epochs 1\n");
    run("sh", "five.sh", python);
    assertThat(ofChildren("metrics.loss")).containsExactly(0.5, 1.0, 1.5, 2.0, 0.1);
    assertThat(field("metrics.loss")).isEqualTo(0.1);
    assertThat(field("metrics_summary.loss.count")).isEqualTo(1L);
    var series = new TreeMap<String, List<Long>>();
    points().forEach(p -> series.computeIfAbsent(p.source(), s -> new ArrayList<>()).add(p.step()));
    assertThat(series).hasSize(5).containsEntry("stdout", List.of(0L, 1L));
    assertThat(series.keySet()).allMatch(source -> source.matches("stdout(:[0-9]+)?"));
    assertThat(series.values().stream().filter(List.of(0L, 1L)::equals)).hasSize(4);
  }

  @Test
  void whatATrainingPrintsGoesOnBehindAProgramThatItHadStarted() {
    cli.file(
        "main.py",
        """
        import argparse, subprocess, sys, time
        argparse.ArgumentParser().parse_args()
        for e in range(4):
            print('epoch %d loss: %.3f' % (e, 1 / (e + 1)), flush=True)
            if e == 1: subprocess.run([sys.executable, '-c', "import time\\nfor i in range(3): print('epoch %d loss: %.2f' % (i, 7), flush=True)"])
            time.sleep(0.4)
        """);
    run(python, "main.py");
    assertThat(ofChildren("metrics.loss")).containsExactly(0.25, 7.0);
    assertThat(field("metrics.loss")).isEqualTo(0.25);
    assertThat(field("metrics_summary.loss.count")).isEqualTo(4L);
    assertThat(field("metrics_summary.loss.source")).isEqualTo("stdout");
  }

  @Test
  void programsThatPrintBesideOneAnotherHaveOneLogAndNoSeriesTwice() throws Exception {
    cli.file("both.sh", "for lr in 1 2; do \"$1\" slow.py --lr $lr & done; wait\n");
    cli.file("slow.py", TRAIN + "\nimport time; time.sleep(1)\n");
    run("sh", "both.sh", python);
    assertThat(ofChildren("pid")).hasSize(2);
    assertThat(field("metrics_summary.loss.source")).asString().startsWith("stdout");
    assertThat(points()).hasSize(4);
  }
}
