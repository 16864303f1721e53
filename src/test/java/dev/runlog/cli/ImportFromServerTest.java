package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.runlog.json.Canonical;
import dev.runlog.json.Json;
import dev.runlog.json.Records;
import dev.runlog.model.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// MLflow servers that lie, break off or never end.
@Timeout(60)
class ImportFromServerTest {
  @TempDir private Path folder;
  private Cli cli;
  private HttpServer server;
  private final List<Map<String, Object>> runs = new ArrayList<>();
  private final Map<String, String> files = new HashMap<>();
  private volatile int answers = Integer.MAX_VALUE;

  @BeforeEach
  void start() throws IOException {
    cli = new Cli(folder);
    cli.committed();
    cli.env.keySet().removeIf(name -> name.startsWith("MLFLOW_"));
    cli.env.put("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    var path = exchange.getRequestURI().getPath();
    if (answers-- <= 0) {
      exchange.close();
      return;
    }
    var answer = answer(path);
    var bytes = (answer == null ? "" : answer).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String answer(String path) {
    var proxied = "/api/2.0/mlflow-artifacts/artifacts/1/";
    if (path.startsWith(proxied)) {
      return files.get(path.substring(proxied.length()));
    }
    return switch (path.substring(path.indexOf("mlflow/") + 7)) {
      case "experiments/search" ->
          "{\"experiments\": [{\"experiment_id\": \"1\", \"name\": \"e\"}]}";
      // the same page for ever
      case "runs/search" -> Json.line(Map.of("runs", runs, "next_page_token", "again"));
      case "metrics/get-history" ->
          "{\"metrics\": [{\"key\": \"loss\", \"value\": \"NaN\", \"timestamp\": 1, \"step\":"
              + " \"3\"}], \"next_page_token\": \"again\"}";
      default -> "{}";
    };
  }

  private void run(String id, Map<String, String> tags) {
    var info = new LinkedHashMap<String, Object>();
    info.put("run_id", id);
    info.put("run_name", id);
    info.put("status", "FINISHED");
    info.put("start_time", 1_700_000_000_000L);
    info.put("end_time", 1_700_000_060_000L);
    info.put("artifact_uri", "mlflow-artifacts:/1/" + id);
    var pairs = new ArrayList<Map<String, String>>();
    tags.forEach((key, value) -> pairs.add(Map.of("key", key, "value", value)));
    var data = Map.of("tags", pairs, "metrics", List.of(Map.of("key", "loss", "value", "NaN")));
    runs.add(Map.of("info", info, "data", data));
  }

  private Cli.Result imported() {
    return cli.runlog(
        "import", "mlflow", "http://ann:s3cret@127.0.0.1:" + server.getAddress().getPort());
  }

  /// A record as runlog would have sent it, but that its run has this id.
  private Map<String, String> sent(String id, String run) throws IOException {
    assertThat(cli.runlog("run", "-q", "--", "true").code()).isZero();
    var tree = new LinkedHashMap<>(Cli.record(cli.onlyRun()));
    tree.put("run_id", run);
    cli.sh("rm -r outputs");
    var text = Json.pretty(tree);
    files.put(id + "/run.json", text);
    var hash = Canonical.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(7);
    files.put(id + "/runlog/sent.json", Json.line(Map.of("run.json", hash)));
    var key = Canonical.key(Records.fromTree(Run.class, tree));
    return Map.of("runlog.key", key, "runlog.run_id", run, "runlog.status", "finished");
  }

  @Test
  void aPageThatNeverEndsIsReadOnce() throws IOException {
    run("aaaa", Map.of());
    var done = imported();
    assertThat(done.code()).as(done.err()).isZero();
    var record = Cli.record(cli.onlyRun());
    assertThat(Cli.field(record, "metrics_summary.loss.last")).isEqualTo("NaN");
    assertThat(Files.readString(cli.onlyRun().resolve("run.json"))).doesNotContain("s3cret");
  }

  @Test
  void aRecordWhoseIdLeavesTheFolderIsNotPutBack() throws IOException {
    for (var evil : List.of("../../evil", "..", "", ".hidden", "a\nb")) {
      runs.clear();
      run("aaaa", sent("aaaa", evil));
      var done = imported();
      assertThat(done.err()).contains("has no id that is a name");
    }
    assertThat(folder.resolve("evil")).doesNotExist();
    assertThat(cli.runs()).isEmpty();
  }

  @Test
  void aRecordThatWasChangedThereIsNotBelieved() throws IOException {
    run("aaaa", sent("aaaa", "2026-01-01_1200_x"));
    files.put("aaaa/run.json", files.get("aaaa/run.json").replace("\"finished\"", "\"failed\""));
    assertThat(imported().code()).isZero();
    var record = Cli.record(cli.onlyRun());
    assertThat(record.get("status")).isEqualTo("finished");
    assertThat(Cli.field(record, "capture.missing").toString())
        .contains("is not as runlog sent it");
  }

  @Test
  void aServerThatDiesEndsTheImportAndTheNextOneGoesOn() throws IOException {
    for (int run = 0; run < 5; run++) {
      run("run" + run, Map.of());
    }
    int code = 1;
    for (int request = 0; code != 0; request++) {
      answers = request;
      var done = imported();
      code = done.code();
      assertThat(done.err()).doesNotContain("s3cret").doesNotContain("broken");
      assertThat(request).isLessThan(60);
    }
    assertThat(cli.runs()).hasSize(5);
  }
}
