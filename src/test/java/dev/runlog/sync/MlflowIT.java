package dev.runlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.capture.python.Python;
import dev.runlog.capture.python.Venv;
import dev.runlog.cli.Cli;
import dev.runlog.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real MLflow server, asked afterwards by MLflow's own client.
@Timeout(900)
class MlflowIT {
  private static final String ASK =
      """
      import json, sys
      from mlflow.tracking import MlflowClient
      client = MlflowClient(sys.argv[1])
      told = []
      for experiment in client.search_experiments(filter_string="name = '%s'" % sys.argv[2]):
          for run in client.search_runs([experiment.experiment_id]):
              id = run.info.run_id
              files = []
              def walk(path):
                  for one in client.list_artifacts(id, path):
                      walk(one.path) if one.is_dir else files.append(one.path)
              walk(None)
              told.append({
                  'status': run.info.status, 'name': run.info.run_name,
                  'params': run.data.params, 'tags': run.data.tags,
                  'points': {key: [[m.value, m.step, m.timestamp] for m in client.get_metric_history(id, key)]
                             for key in run.data.metrics},
                  'data': [[i.dataset.name, i.dataset.digest] for i in run.inputs.dataset_inputs],
                  'files': sorted(files)})
      print(json.dumps(told))
      """;

  private static Python python;
  private static RealMlflow server;
  private static int port;
  @TempDir static Path store;
  @TempDir private Path folder;
  private Cli cli;

  @BeforeAll
  static void start() throws Exception {
    python = Venv.with(RealMlflow.newest(), "mlflow-server", "mlflow");
    server =
        new RealMlflow(python, store, Map.of(), "--artifacts-destination", store + "/artifacts");
    port = server.port;
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void project() {
    cli = new Cli(folder);
    cli.env.keySet().removeIf(name -> name.startsWith("MLFLOW_"));
    cli.file(
        "train.py",
        """
        import argparse
        parser = argparse.ArgumentParser()
        parser.add_argument('--lr', type=float, default=0.1)
        parser.add_argument('--prompt', default='x' * 6500)
        args = parser.parse_args()
        for epoch in range(1500):
            print('epoch %d loss %.6f val/acc %.4f' % (epoch, 1 / (epoch + 1), epoch / 1500))
        open('model.bin', 'wb').write(bytes(range(256)) * 100)
        """);
    cli.file("data/a.txt", "1\n");
    cli.committed();
    var run =
        cli.runlog(
            "run",
            "-q",
            "-m",
            "emoji 😀?",
            "--tag",
            "for a paper",
            "--data",
            "data",
            "--",
            "python3",
            "train.py");
    assertThat(run.code()).as(run.err()).isZero();
  }

  private Cli.Result push(Between at, String experiment) {
    return cli.runlog("push", "mlflow", "--to", at.address(), "--experiment", experiment);
  }

  private Map<String, Object> only(String experiment) throws Exception {
    var runs = all(experiment);
    assertThat(runs).hasSize(1);
    return runs.getFirst();
  }

  private List<Map<String, Object>> all(String experiment) throws Exception {
    var words = List.of("-c", ASK, "http://127.0.0.1:" + port, experiment);
    var told = python.run(folder, Map.of(), words);
    assertThat(told.exit()).as(told.err()).isZero();
    @SuppressWarnings("unchecked")
    var runs = (List<Map<String, Object>>) Json.readLenient(told.out());
    return runs;
  }

  @Test
  void theWholeRunIsThereAndOnce() throws Exception {
    try (var between = new Between(port)) {
      assertThat(push(between, "whole 😀").code()).isZero();
      var run = only("whole 😀");
      check(run);
      int before = between.requests.size();
      assertThat(push(between, "whole 😀").err()).contains("nothing new");
      assertThat(between.requests.subList(before, between.requests.size()))
          .noneMatch(request -> request.matches("PUT .*|.*(log-|create|update|set-).*"));
      assertThat(only("whole 😀")).isEqualTo(run);
    }
  }

  private void check(Map<String, Object> run) throws IOException {
    var params = (Map<?, ?>) run.get("params");
    assertThat(params.get("lr")).isEqualTo("0.1");
    assertThat((String) params.get("prompt"))
        .isEqualTo(Cli.field(Cli.record(cli.onlyRun()), "config.resolved.prompt"));
    var points = (Map<?, ?>) run.get("points");
    var expected = Files.readAllLines(cli.onlyRun().resolve("metrics.jsonl"));
    var loss = (List<?>) points.get("loss");
    assertThat(loss).hasSize(1500);
    assertThat((List<?>) points.get("val/acc")).hasSize(1500);
    assertThat(expected).hasSize(3000);
    var third = Json.readObject(expected.get(4));
    var time = Math.round(((Number) third.get("time")).doubleValue() * 1000);
    assertThat(loss.get(2)).isEqualTo(List.of(third.get("value"), 2L, time));
    var tags = (Map<?, ?>) run.get("tags");
    assertThat(tags.get("git.commit")).isEqualTo(cli.sh("git rev-parse HEAD").strip());
    assertThat(tags.get("git.branch")).isEqualTo("main");
    assertThat(tags.get("mlflow.source.name")).isEqualTo("train.py");
    assertThat(tags.get("runlog.tag.for a paper")).isEqualTo("for a paper");
    assertThat((String) tags.get("mlflow.note.content"))
        .isEqualTo(Files.readString(cli.onlyRun().resolve("run.md")))
        .contains("😀");
    assertThat(run).containsEntry("status", "FINISHED");
    assertThat(run.get("data").toString()).startsWith("[[data, ");
    assertThat(run.get("files"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .contains("run.json", "run.md", "train.log", "environment.json", "artifacts/model.bin");
  }

  @Test
  void cutOffAtAnyRequestTheNextPushHeals() throws Exception {
    cli.env.put("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0");
    try (var between = new Between(port)) {
      boolean done = false;
      for (int requests = 0; !done; requests++) {
        between.dieAfter(requests);
        done = push(between, "cut").code() == 0;
        assertThat(requests).isLessThan(60);
      }
      check(only("cut"));
    }
  }

  @Test
  void theProgramsInsideARunAreNestedRuns() throws Exception {
    cli.file("both.sh", "python3 train.py --lr 1; python3 train.py --lr 2\n");
    assertThat(cli.runlog("run", "-q", "--", "sh", "both.sh").code()).isZero();
    try (var between = new Between(port)) {
      assertThat(push(between, "nested").err()).contains("2 nested runs");
      assertThat(push(between, "nested").err()).contains("nothing new");
    }
    var runs = all("nested");
    assertThat(runs).hasSize(3);
    assertThat(runs.stream().map(run -> String.valueOf(((Map<?, ?>) run.get("params")).get("lr"))))
        .contains("1.0", "2.0");
  }

  @Test
  void aServerThatIsBusyIsAskedAgainAndAnotherNoteArrives() throws Exception {
    try (var between = new Between(port)) {
      between.busyFor(3);
      assertThat(push(between, "busy").code()).isZero();
      assertThat(cli.runlog("note", "@", "--next", "try dropout").code()).isZero();
      cli.runlog("tag", "@", "--remove", "for a paper");
      assertThat(push(between, "busy").err()).contains("the note");
      var tags = (Map<?, ?>) only("busy").get("tags");
      assertThat((String) tags.get("mlflow.note.content")).contains("try dropout");
      assertThat(tags.containsKey("runlog.tag.for a paper")).isFalse();
    }
  }

  @Test
  void whoOneIsComesFromWhereMlflowKeepsIt() throws Exception {
    try (var between = new Between(port)) {
      var both = Base64.getEncoder().encodeToString("ann:s3cret".getBytes(StandardCharsets.UTF_8));
      between.password = "Basic " + both;
      assertThat(push(between, "who").err()).contains("wants to know who you are (401)");
      var kept = folder.resolve("home/.mlflow/credentials");
      Files.createDirectories(kept.getParent());
      Files.writeString(
          kept, "[mlflow]\nmlflow_tracking_username = ann\nmlflow_tracking_password = s3cret\n");
      var sent = push(between, "who");
      assertThat(sent.code()).as(sent.err()).isZero();
      assertThat(cli.runlog("push", "--status", "--json").out()).doesNotContain("s3cret");
    }
  }

  @Test
  void aHundredThousandNamesAlsoThoseThatMlflowDoesNotTake() throws Exception {
    cli.sh("rm -r outputs");
    var strange =
        List.of(
            "a//b", "../up", "/top", " ", "x\u0000y", "emoji \ud83d\ude00", "_own", "a?b", "a#b");
    var metrics = new LinkedHashMap<String, Object>();
    for (int i = 0; i < 100_000 - strange.size(); i++) {
      metrics.put("layer." + i + "/norm", i / 7.0);
    }
    strange.forEach(name -> metrics.put(name, Double.POSITIVE_INFINITY));
    var tree = new LinkedHashMap<String, Object>();
    tree.put("timestamp", Map.of("start", "2026-02-01T16:30:45", "end", "2026-02-01T18:45:12"));
    tree.put("status", "finished");
    tree.put("metrics", metrics);
    cli.file("old/run.json", Json.line(tree));
    assertThat(cli.runlog("import", "runjson", "old").code()).isZero();
    try (var between = new Between(port)) {
      var sent = push(between, "many");
      assertThat(sent.err()).contains("100,000 points");
      assertThat(sent.code()).as(sent.err()).isZero();
      assertThat(push(between, "many").err()).contains("nothing new");
    }
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + store.resolve("mlflow.db"));
        var counted =
            database
                .createStatement()
                .executeQuery(
                    "select count(distinct m.key), count(*), sum(m.value > 1e308) from metrics m"
                        + " join runs r on r.run_uuid = m.run_uuid join experiments e on"
                        + " e.experiment_id = r.experiment_id where e.name = 'many'")) {
      assertThat(counted.next()).isTrue();
      assertThat(counted.getInt(1)).isEqualTo(100_000);
      assertThat(counted.getInt(2)).isEqualTo(100_000);
      assertThat(counted.getInt(3)).isEqualTo(strange.size());
    }
    assertThat(cli.runlog("push", "wandb").code()).isZero();
    assertThat(cli.runlog("push", "tensorboard").code()).isZero();
  }
}
