package dev.runlog.sync;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands between runlog and a real server: passes requests on, until it is told to fail.
final class Between implements AutoCloseable {
  private final HttpServer server;
  private final int target;
  private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicInteger busy = new AtomicInteger();
  final List<String> requests = new CopyOnWriteArrayList<>();
  volatile String password = "";

  Between(int target) throws IOException {
    this.target = target;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// After so many requests the server is dead: the next one is done, but its answer is lost.
  void dieAfter(int requests) {
    left.set(requests);
  }

  /// The next requests are answered with 429.
  void busyFor(int requests) {
    busy.set(requests);
  }

  private void handle(HttpExchange exchange) throws IOException {
    var given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
    var body = exchange.getRequestBody().readAllBytes();
    if (!password.isEmpty() && !given.equals(password)) {
      exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"mlflow\"");
      answer(exchange, 401, new byte[0]);
    } else if (busy.getAndDecrement() > 0) {
      exchange.getResponseHeaders().add("Retry-After", "0");
      answer(exchange, 429, new byte[0]);
    } else if (left.get() < 0) {
      exchange.close();
    } else {
      pass(exchange, body);
    }
  }

  private void pass(HttpExchange exchange, byte[] body) throws IOException {
    var to = URI.create("http://127.0.0.1:" + target + exchange.getRequestURI());
    var connection = (HttpURLConnection) to.toURL().openConnection();
    connection.setRequestMethod(exchange.getRequestMethod());
    var type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type != null) {
      connection.setRequestProperty("Content-Type", type);
      connection.setDoOutput(true);
      connection.getOutputStream().write(body);
    }
    int status = connection.getResponseCode();
    try (var in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
      var answer = in == null ? new byte[0] : in.readAllBytes();
      if (left.decrementAndGet() < 0) {
        exchange.close();
      } else {
        answer(exchange, status, answer);
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
