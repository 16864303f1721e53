package dev.runlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.capture.python.Python;
import dev.runlog.capture.python.Venv;
import dev.runlog.cli.Cli;
import dev.runlog.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The real `wandb sync` uploads what runlog wrote: that of the newest Python is a current
/// release, that of the oldest is one from before its new core.
@Timeout(900)
class WandbSyncIT {
  @TempDir private Path folder;

  static Stream<Python> oldestAndNewest() {
    var order = Comparator.<Python>comparingInt(p -> Integer.parseInt(p.version().substring(2)));
    var all = Python.all().stream().sorted(order).toList();
    return Stream.of(all.getFirst(), all.getLast()).distinct();
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void everyPointArrivesOnce(Python base) throws Exception {
    var python = Venv.with(base, "trackers", "wandb", "mlflow-skinny");
    var cli = new Cli(folder);
    cli.env.keySet().removeIf(name -> name.startsWith("WANDB_"));
    cli.file(
        "train.py",
        """
        import argparse
        parser = argparse.ArgumentParser()
        parser.add_argument('--lr', type=float, default=0.1)
        parser.parse_args()
        for epoch in range(300):
            print('epoch %d loss %.6f acc %.4f' % (epoch, 1 / (epoch + 1), epoch / 300))
        """);
    cli.committed();
    assertThat(cli.runlog("run", "-q", "--", "python3", "train.py").code()).isZero();
    cli.env.put("PATH", python.executable().getParent() + ":" + cli.env.get("PATH"));
    try (var server = new WandbServer()) {
      cli.env.put("WANDB_BASE_URL", server.address());
      cli.env.put("WANDB_API_KEY", "0123456789012345678901234567890123456789");
      var pushed = cli.runlog("push", "wandb", "--sync");
      assertThat(pushed.code()).as(pushed.err() + pushed.childOut() + pushed.childErr()).isZero();
      assertThat(cli.runlog("doctor").out()).contains("as ann at " + server.address());
      var made = Path.of(pushed.out().strip());
      assertThat(points(server.lines("wandb-history.jsonl"))).isEqualTo(recorded(cli.onlyRun()));
      assertThat(server.upserts.toString()).contains("\"lr\"", "0.1", "git_commit", "main");
      assertThat(server.files).contains("run.json", "run.md", "config.yaml", "requirements.txt");
      assertThat(server.streams.getLast()).containsEntry("exitcode", 0L);
      try (var files = Files.list(made)) {
        assertThat(files.filter(file -> file.toString().endsWith(".synced"))).hasSize(1);
      }
      int requests = server.streams.size();
      assertThat(cli.runlog("push", "wandb", "--sync").err()).contains("is uploaded already");
      assertThat(server.streams).hasSize(requests);
    }
  }

  private static TreeSet<String> points(List<String> lines) throws IOException {
    var points = new TreeSet<String>();
    for (var line : lines) {
      var row = (Map<?, ?>) Json.readLenient(line);
      row.forEach(
          (name, value) -> {
            if (!String.valueOf(name).startsWith("_")) {
              points.add(name + " " + row.get("_step") + " " + ((Number) value).doubleValue());
            }
          });
    }
    return points;
  }

  private static TreeSet<String> recorded(Path run) throws IOException {
    var points = new TreeSet<String>();
    for (var line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      var point = Json.readObject(line);
      double value = ((Number) point.get("value")).doubleValue();
      points.add(point.get("name") + " " + point.get("step") + " " + value);
    }
    assertThat(points).hasSize(600);
    return points;
  }
}
