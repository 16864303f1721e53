package dev.runlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.capture.python.Python;
import dev.runlog.capture.python.Venv;
import dev.runlog.cli.Cli;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A real MLflow server with its own accounts: that of the newest Python is a current release,
/// that of the oldest one of years ago.
@Timeout(900)
class MlflowAccountsIT {
  private static final String ADMIN = "a long enough password";
  @TempDir private Path folder;
  @TempDir private Path store;
  private Cli cli;

  static List<Python> oldestAndNewest() {
    return Venv.oldestAndNewest();
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void whoMayDoWhat(Python base) throws Exception {
    var python = Venv.with(base, "mlflow-auth", "mlflow[auth]");
    cli = new Cli(folder);
    cli.env.keySet().removeIf(name -> name.startsWith("MLFLOW_"));
    cli.env.put("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1");
    cli.committed();
    assertThat(cli.runlog("run", "-q", "--", "sh", "-c", "echo loss 0.5").code()).isZero();
    var ini = store.resolve("auth.ini");
    Files.writeString(
        ini,
        "[mlflow]\ndefault_permission = READ\ndatabase_uri = sqlite:///"
            + store.resolve("auth.db")
            + "\nadmin_username = admin\nadmin_password = "
            + ADMIN
            + "\nauthorization_function = mlflow.server.auth:authenticate_request_basic_auth\n");
    var env =
        Map.of("MLFLOW_AUTH_CONFIG_PATH", ini.toString(), "MLFLOW_FLASK_SERVER_SECRET_KEY", "k");
    try (var server = new RealMlflow(python, store, env, "--app-name", "basic-auth")) {
      nobody(server);
      theAdministrator(server);
      aReader(server);
    }
  }

  private Cli.Result push(String address) {
    return cli.runlog("push", "mlflow", "--to", address, "--experiment", "mine");
  }

  private void nobody(RealMlflow server) {
    var sent = push(server.address());
    assertThat(sent.code()).isEqualTo(1);
    assertThat(sent.err()).contains("wants to know who you are (401)");
    assertThat(cli.runlog("import", "mlflow", server.address()).err())
        .contains("wants to know who you are (401)");
    cli.env.put("MLFLOW_TRACKING_USERNAME", "admin");
    cli.env.put("MLFLOW_TRACKING_PASSWORD", "wr0ng-pa55word");
    var wrong = push(server.address());
    assertThat(wrong.err())
        .contains("does not let you in with the credentials")
        .doesNotContain("wr0ng");
    cli.env.put("MLFLOW_TRACKING_URI", server.address());
    assertThat(cli.runlog("doctor").out()).contains("does not let you in").doesNotContain("wr0ng");
    cli.env.keySet().removeIf(name -> name.startsWith("MLFLOW_TRACKING_"));
    cli.env.put("MLFLOW_TRACKING_TOKEN", "t0ken");
    assertThat(push(server.address()).err())
        .containsAnyOf("(401)", "(403)", "Authorization")
        .doesNotContain("t0ken");
    cli.env.remove("MLFLOW_TRACKING_TOKEN");
    assertThat(cli.runlog("push", "--status").out()).startsWith("refused  ");
  }

  private void theAdministrator(RealMlflow server) throws Exception {
    cli.env.put("MLFLOW_TRACKING_USERNAME", "admin");
    cli.env.put("MLFLOW_TRACKING_PASSWORD", ADMIN);
    var sent = push(server.address());
    assertThat(sent.code()).as(sent.err()).isZero();
    assertThat(push(server.address()).err()).contains("nothing new");
    cli.env.put("MLFLOW_TRACKING_URI", server.address());
    assertThat(cli.runlog("doctor").out())
        .contains(server.address() + ", MLflow ")
        .contains(", as admin");
    assertThat(cli.sh("cat ../home/state/runlog/push/*")).doesNotContain(ADMIN);
    var http =
        new Http(
            server.address(),
            basic("admin", ADMIN),
            new Http.Patience(30_000, 1),
            java.net.Proxy.NO_PROXY);
    var made =
        http.post(
            "/api/2.0/mlflow/users/create",
            Map.of("username", "ann", "password", "ann's long password"));
    assertThat(made.isGood()).as(made.body()).isTrue();
  }

  private static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  /// She may read what there is, but not write: from the address itself.
  private void aReader(RealMlflow server) throws IOException {
    cli.env.keySet().removeIf(name -> name.startsWith("MLFLOW_TRACKING_"));
    var address = "http://ann:ann%27s%20long%20password@127.0.0.1:" + server.port;
    cli.runlog("tag", "@", "later");
    var sent = push(address);
    assertThat(sent.code()).isEqualTo(1);
    assertThat(sent.err()).contains("does not allow this").doesNotContain("long");
    var run = cli.onlyRun();
    var record = Cli.record(run);
    cli.sh("mv outputs before");
    var back = cli.runlog("import", "mlflow", address);
    assertThat(back.code()).as(back.err()).isZero();
    assertThat(Cli.record(cli.onlyRun()).get("run_id")).isEqualTo(record.get("run_id"));
    assertThat(Cli.field(Cli.record(cli.onlyRun()), "imported_from.place"))
        .isEqualTo(server.address());
  }
}
