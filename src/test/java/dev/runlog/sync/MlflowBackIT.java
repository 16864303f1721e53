package dev.runlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.capture.python.Venv;
import dev.runlog.cli.Cli;
import dev.runlog.json.Json;
import dev.runlog.sync.mlflow.Server;
import java.net.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What was pushed to a real MLflow server, brought in somewhere else: over REST and from the
/// server's database.
@Timeout(900)
class MlflowBackIT {
  private static RealMlflow server;
  @TempDir static Path store;
  @TempDir private Path here;
  @TempDir private Path there;
  private Cli cli;
  private Cli other;
  private Path run;

  @BeforeAll
  static void start() throws Exception {
    var python = Venv.with(RealMlflow.newest(), "mlflow-server", "mlflow");
    server =
        new RealMlflow(python, store, Map.of(), "--artifacts-destination", store + "/artifacts");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void recorded() {
    cli = new Cli(here);
    other = new Cli(there);
    for (var one : List.of(cli, other)) {
      one.env.keySet().removeIf(name -> name.startsWith("MLFLOW_"));
    }
    other.committed();
    cli.file(
        "train.py",
        """
        import argparse
        parser = argparse.ArgumentParser()
        parser.add_argument('--lr', type=float, default=0.1)
        parser.add_argument('--prompt', default='\"a\" 1e-3, true')
        parser.add_argument('--widths', type=int, nargs='*', default=[1, 2])
        parser.add_argument('--on', action='store_true')
        args = parser.parse_args()
        print('a loss in \u00e4 \ud83d\ude00')
        for epoch in range(300):
            print('epoch %d loss %.6f val/acc %.4f' % (epoch, 1 / (epoch + 1), epoch / 1500))
        print('epoch 300 loss nan val/acc inf')
        open('model.bin', 'wb').write(bytes(range(256)) * 100)
        """);
    cli.file("both.sh", "python3 train.py --lr 1; python3 train.py --lr 2\n");
    cli.file("data/a.txt", "1\n");
    cli.committed();
    cli.file("data/a.txt", "2\n");
  }

  /// Each test has the server for itself.
  @AfterEach
  void delete() throws Exception {
    var http =
        new Server(new Http(server.address(), null, new Http.Patience(30_000, 1), Proxy.NO_PROXY));
    var asked = Map.of("experiment_ids", List.of("0", "1", "2", "3", "4"), "max_results", 100);
    for (var one : Server.list(http.post("runs/search", asked).get("runs"))) {
      var id = Server.text(Server.map(Server.map(one).get("info")), "run_id");
      http.post("runs/delete", Map.of("run_id", id));
    }
  }

  private void record(String... command) {
    var words =
        new ArrayList<>(List.of("run", "-q", "-m", "emoji \ud83d\ude00?", "--tag", "for a paper"));
    words.addAll(List.of("--data", "data", "--"));
    words.addAll(List.of(command));
    var done = cli.runlog(words.toArray(String[]::new));
    assertThat(done.code()).as(done.err()).isZero();
    run = cli.onlyRun();
    assertThat(cli.runlog("tag", "@", "later").code()).isZero();
    assertThat(cli.runlog("note", "@", "--result", "it is good").code()).isZero();
  }

  private void pushed(String... more) {
    var words = new ArrayList<>(List.of("push", "mlflow", "--to", server.address()));
    words.addAll(List.of(more));
    var sent = cli.runlog(words.toArray(String[]::new));
    assertThat(sent.code()).as(sent.err()).isZero();
  }

  private Path imported(String place, String said) {
    var done = other.runlog("import", "mlflow", place);
    assertThat(done.code()).as(done.err()).isZero();
    assertThat(done.err()).contains(said);
    return other.runs().isEmpty() ? null : other.runs().getLast();
  }

  private static Map<String, Object> without(Path folder, String... fields) {
    var record = new LinkedHashMap<>(Cli.record(folder));
    record.keySet().removeAll(List.of(fields));
    return record;
  }

  /// As `git` has it: files of the folder but those that are ours of the import.
  private static Map<String, String> files(Path folder) throws Exception {
    var files = new TreeMap<String, String>();
    try (var all = Files.list(folder)) {
      for (var file : all.filter(Files::isRegularFile).toList()) {
        var name = file.getFileName().toString();
        if (!List.of("run.json", "imported_from", "tags").contains(name) && !name.startsWith(".")) {
          files.put(name, Digest.of(file));
        }
      }
    }
    return files;
  }

  @Test
  void theWholeRecordComesBackOverRestAndFromTheDatabase() throws Exception {
    record("sh", "both.sh");
    pushed("--experiment", "whole");
    for (var place : List.of(server.address(), store.resolve("mlflow.db").toString())) {
      var back = imported(place, "1 imported");
      assertThat(back.getFileName()).isEqualTo(run.getFileName());
      assertThat(without(back, "imported_from", "tags")).isEqualTo(without(run, "tags"));
      assertThat(Cli.record(back).get("tags")).isEqualTo(List.of("for a paper", "later"));
      assertThat(Cli.field(Cli.record(back), "imported_from.experiment")).isEqualTo("whole");
      assertThat(files(back)).isEqualTo(files(run)).containsKeys("run.md", "metrics.jsonl");
      imported(place, "0 imported, 0 updated, 1 here before");
      assertThat(other.runlog("show", "@").out()).contains("for a paper", "later");
      other.sh("rm -r outputs");
    }
    assertThat(cli.runlog("import", "mlflow", server.address()).err()).contains("0 imported");
    assertThat(cli.runs()).hasSize(1);
  }

  @Test
  void withoutItsFilesARecordIsMadeOfWhatMlflowItselfKnows() throws Exception {
    record("python3", "train.py");
    cli.file("runlog.toml", "[push]\nartifact_limit = \"1KiB\"\n");
    pushed("--experiment", "limited");
    var rest = imported(server.address(), "1 imported");
    isTheSame(Cli.record(rest), rest);
    var record = without(rest, "imported_from");
    var points = Files.readString(rest.resolve("metrics.jsonl"));
    other.sh("rm -r outputs");
    var base = imported(store.resolve("mlflow.db").toString(), "1 imported");
    assertThat(without(base, "imported_from")).isEqualTo(record);
    assertThat(base.resolve("metrics.jsonl")).hasContent(points);
  }

  private void isTheSame(Map<String, Object> back, Path folder) throws Exception {
    var before = Cli.record(run);
    for (var field :
        List.of(
            "status",
            "name",
            "git.commit",
            "git.branch",
            "git.dirty",
            "data.path",
            "data.name",
            "data.files",
            "data.bytes",
            "command.user",
            "command.host",
            "metrics")) {
      assertThat(Cli.field(back, field)).as(field).isEqualTo(Cli.field(before, field));
    }
    var config = Cli.field(before, "config.resolved");
    assertThat(Cli.field(back, "config.resolved")).isEqualTo(config);
    assertThat(config.toString()).contains("widths=[1, 2]", "on=false", "lr=0.1");
    assertThat(millis(back, "timestamp.start")).isEqualTo(millis(before, "timestamp.start"));
    assertThat(millis(back, "timestamp.end")).isEqualTo(millis(before, "timestamp.end"));
    assertThat(Cli.field(back, "data.identity")).isEqualTo(Cli.field(before, "data.hash"));
    assertThat(back.get("tags")).isEqualTo(List.of("for a paper", "later"));
    assertThat(folder.resolve("run.md")).hasSameTextualContentAs(run.resolve("run.md"));
    assertThat(((Map<?, ?>) back.get("artifacts")).keySet().stream().map(String::valueOf))
        .contains("environment.json", "run.md");
    var lost = points(run);
    assertThat(lost).hasSizeGreaterThan(600);
    lost.removeAll(points(folder));
    assertThat(lost).isEmpty();
    assertThat(points(folder)).hasSameSizeAs(points(run));
    assertThat(Cli.field(back, "capture.missing").toString()).contains("run.json");
  }

  private static long millis(Map<String, Object> record, String field) {
    return java.time.OffsetDateTime.parse((String) Cli.field(record, field))
        .toInstant()
        .toEpochMilli();
  }

  private static TreeSet<String> points(Path folder) throws Exception {
    var points = new TreeSet<String>();
    for (var line : Files.readAllLines(folder.resolve("metrics.jsonl"))) {
      var point = Json.readObject(line);
      var time = Math.round(((Number) point.get("time")).doubleValue() * 1000);
      points.add(
          point.get("name") + " " + point.get("value") + " " + point.get("step") + " " + time);
    }
    points.removeIf(point -> !point.startsWith("loss ") && !point.startsWith("val/acc "));
    return points;
  }
}
