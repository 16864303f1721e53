package dev.runlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.capture.python.Python;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// A real MLflow server with its SQLite store, and the files that go through it, in a folder.
public final class RealMlflow implements AutoCloseable {
  public final int port;
  private final Process process;

  public RealMlflow(Python python, Path store, Map<String, String> env, String... more)
      throws IOException, InterruptedException {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var words = new ArrayList<>(List.of(python.executable().toString(), "-m", "mlflow", "server"));
    words.addAll(List.of("--backend-store-uri", "sqlite:///" + store.resolve("mlflow.db")));
    words.addAll(List.of("--host", "127.0.0.1", "--workers", "1", "--port", "" + port));
    words.addAll(List.of(more));
    var builder =
        new ProcessBuilder(words)
            .directory(store.toFile())
            .redirectErrorStream(true)
            .redirectOutput(store.resolve("log").toFile());
    builder.environment().putAll(env);
    // ten processes less, which no test here needs
    builder.environment().put("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false");
    process = builder.start();
    long deadline = System.nanoTime() + 180_000_000_000L;
    while (!isUp()) {
      assertThat(System.nanoTime()).as(Files.readString(store.resolve("log"))).isLessThan(deadline);
      Thread.sleep(200);
    }
  }

  public static Python newest() {
    return Python.all().stream()
        .max(Comparator.comparingInt(one -> Integer.parseInt(one.version().substring(2))))
        .orElseThrow();
  }

  public String address() {
    return "http://127.0.0.1:" + port;
  }

  private boolean isUp() {
    try {
      var connection =
          (HttpURLConnection) URI.create(address() + "/health").toURL().openConnection();
      return connection.getResponseCode() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
