package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.runlog.plan.PushRules;
import dev.runlog.sync.Tracker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Servers that are not as they should be, and what the ledger says of it.
@Timeout(60)
class PushCommandTest {
  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void project() {
    cli = new Cli(folder);
    cli.env.keySet().removeIf(name -> name.startsWith("MLFLOW_") || name.startsWith("WANDB_"));
    cli.env.put("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0");
    cli.env.put("MLFLOW_HTTP_REQUEST_TIMEOUT", "1");
  }

  private void recorded() {
    assertThat(cli.runlog("run", "-q", "--name", "one", "--", "sh", "-c", "echo loss 0.5").code())
        .isZero();
  }

  private static int closedPort() throws IOException {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static HttpServer answering(int status, String body) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("Location", "http://example.org/");
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  @ParameterizedTest
  @CsvSource({
    "401, '', refused, wants to know who you are (401)",
    "403, '', refused, wants to know who you are (403)",
    "302, '', refused, sends you elsewhere (302)",
    "200, '<html>', refused, is no MLflow server",
    "404, 'nothing here', refused, is no MLflow server: 404",
    "400, '{\"error_code\":\"BAD\",\"message\":\"no quota\\u001b[31m\"}', refused, (BAD): no quota",
    "429, 'slow down', failed, answers 429: slow down",
    "500, 'oops', failed, answers 500: oops",
  })
  void eachWrongAnswerHasItsOwnWords(int status, String body, String state, String words)
      throws IOException {
    recorded();
    var server = answering(status, body);
    try {
      var address = "http://127.0.0.1:" + server.getAddress().getPort();
      var sent = cli.runlog("push", "mlflow", "--to", address);
      assertThat(sent.code()).isEqualTo(1);
      assertThat(sent.err()).contains(words).doesNotContain("\u001b");
      assertThat(cli.runlog("push", "--status").out())
          .startsWith(state + "  ")
          .contains("_one -> ");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aServerThatHangsIsNotWaitedForLong() throws IOException {
    recorded();
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var sent = cli.runlog("push", "mlflow", "--to", "http://127.0.0.1:" + silent.getLocalPort());
      assertThat(sent.code()).isEqualTo(1);
      assertThat(sent.err()).contains("gives no answer within 1.0 s");
    }
  }

  @Test
  void aDeadServerChangesNothingOfTheRunWhichWaits() throws IOException {
    cli.file("runlog.toml", "[push]\nmlflow = \"http://u:pa55w@127.0.0.1:" + closedPort() + "\"\n");
    var run = cli.runlog("run", "-q", "--", "sh", "-c", "exit 7");
    assertThat(run.code()).isEqualTo(7);
    assertThat(run.err()).isEmpty();
    assertThat(cli.runlog("push", "--status").out()).startsWith("queued  ");
    assertThat(cli.runlog("push", "--waiting").code()).isEqualTo(1);
    var status = cli.runlog("push", "--status");
    assertThat(status.out()).startsWith("failed  ").contains("cannot be reached");
    assertThat(status.out() + cli.runlog("push", "--status", "--json").out())
        .doesNotContain("pa55w");
    assertThat(cli.runlog("push", "--waiting").err()).contains("1 still waiting");
  }

  @Test
  void aTornLineOfTheLedgerHurtsNobody() throws IOException {
    cli.file("runlog.toml", "[push]\nwandb = true\n");
    recorded();
    var ledger = folder.resolve("home/state/runlog/push/ledger.jsonl");
    Files.writeString(ledger, "{\"time\":\"20", StandardOpenOption.APPEND);
    assertThat(cli.runlog("push", "--waiting").code()).isZero();
    assertThat(cli.runlog("push", "--status").out()).startsWith("sent  1 run -> ");
    assertThat(cli.runlog("push", "wandb", "--new").err()).contains("nothing new for ");
    cli.runlog("tag", "@", "later");
    assertThat(cli.runlog("push", "wandb", "--new").err()).contains("an offline run");
    assertThat(cli.sh("ls outputs/wandb | wc -l").strip()).isEqualTo("1");
  }

  @Test
  void whatWasUploadedGetsANewIdWhenItHasChanged() throws IOException {
    recorded();
    var made = Path.of(cli.runlog("push", "wandb").out().strip());
    var id = made.getFileName().toString().replaceAll(".*-", "");
    Files.createFile(made.resolve("run-" + id + ".wandb.synced"));
    assertThat(cli.runlog("push", "wandb").err()).contains("nothing new");
    cli.runlog("tag", "@", "later");
    var again = Path.of(cli.runlog("push", "wandb").out().strip());
    assertThat(again.toString()).isEqualTo(made + "-r2");
    assertThat(made.resolve("run-" + id + ".wandb")).exists();
  }

  @Test
  void whatIsWrongIsSaidBeforeAnythingIsSent() {
    recorded();
    assertThat(cli.runlog("push").err()).contains("where to?");
    assertThat(cli.runlog("push", "mlfow").err()).contains("did you mean 'mlflow'?");
    assertThat(cli.runlog("push", "mlflow").err()).contains("MLFLOW_TRACKING_URI");
    assertThat(cli.runlog("push", "mlflow", "--to", "sqlite:///x.db").code()).isEqualTo(2);
    cli.file("runlog.toml", "[push]\nmlfow = true\n");
    assertThat(cli.runlog("run", "--", "true").err())
        .contains("runlog.toml:2: mlfow is not a setting (did you mean 'mlflow'?)");
  }

  @Test
  void aDryRunShowsItAndSendsNothing() throws IOException {
    recorded();
    var shown =
        cli.runlog("push", "mlflow", "--dry-run", "--to", "http://127.0.0.1:" + closedPort());
    assertThat(shown.code()).isZero();
    assertThat(shown.out()).contains("metric loss, 1 points").contains("file run.json");
    assertThat(cli.runlog("push", "--status").out()).isEmpty();
  }

  @Test
  void everyTrackerMayStandInRunlogToml() {
    assertThat(Tracker.all().stream().map(Tracker::kind).toList())
        .containsExactlyInAnyOrderElementsOf(PushRules.KINDS);
  }

  @Test
  void theToolsOfTheUserAreNamedWhereTheyAreNotThere() {
    recorded();
    cli.env.put("PATH", folder.toString());
    var sync = cli.runlog("push", "wandb", "--sync");
    assertThat(sync.code()).isEqualTo(1);
    assertThat(sync.err()).contains("there is no wandb on the PATH", "pip install wandb");
    assertThat(folder.resolve("project/outputs/wandb")).doesNotExist();
    assertThat(cli.runlog("push", "tensorboard", "--sync").err()).contains("--sync is for wandb");
    var board = cli.runlog("tensorboard");
    assertThat(board.code()).isEqualTo(1);
    assertThat(board.err()).contains("there is no tensorboard on the PATH");
  }

  @Test
  void whatIsWrittenForWandbComesBackAlsoWhereTwoNamesBecomeOne() throws IOException {
    cli.file(
        "old/run.json",
        """
        {"timestamp": {"start": "2026-02-01T16:30:45", "end": "2026-02-01T18:45:12"}, "status": "finished",
         "config": {"resolved": {"lr": 0.1, "model": {"depth": 3}}},
         "metrics": {"_own": 1.5, "metric_own": 2.5, "bad": NaN, "emoji 😀": 0.25}}
        """);
    assertThat(cli.runlog("import", "runjson", "old").code()).isZero();
    var pushed = cli.runlog("push", "wandb");
    assertThat(pushed.code()).as(pushed.err()).isZero();
    assertThat(cli.runlog("import", "wandb", "outputs/wandb").err()).contains("1 imported");
    var back =
        cli.runs().stream()
            .map(Cli::record)
            .filter(r -> "wandb".equals(Cli.field(r, "imported_from.kind")))
            .findFirst()
            .orElseThrow();
    assertThat(back.get("status")).isEqualTo("finished");
    assertThat(Cli.field(back, "timestamp.start").toString()).startsWith("2026-02-01T16:30:45");
    assertThat(Cli.field(back, "config.resolved.model")).hasToString("{depth=3}");
    assertThat(Cli.field(back, "metrics_summary.metric_own.count")).isEqualTo(2L);
    assertThat(Cli.field(back, "metrics_summary.bad.last")).isEqualTo("NaN");
    assertThat(Cli.field(back, "metrics").toString()).contains("emoji 😀=0.25");
  }
}
