package dev.runlog.sync;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.runlog.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/// A stand-in for W&B's server: takes what `wandb sync` uploads and keeps it.
final class WandbServer implements AutoCloseable {
  private final HttpServer server;
  final List<Map<String, Object>> upserts = new CopyOnWriteArrayList<>();
  final List<Map<String, Object>> streams = new CopyOnWriteArrayList<>();
  final List<String> files = new CopyOnWriteArrayList<>();

  WandbServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    var zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    var in = exchange.getRequestBody();
    var body = (zipped ? new GZIPInputStream(in) : in).readAllBytes();
    var path = exchange.getRequestURI().getPath();
    Object answer = Map.of();
    if (path.endsWith("/graphql")) {
      answer = Map.of("data", graphql(tree(body)));
    } else if (path.endsWith("/file_stream")) {
      streams.add(tree(body));
    } else if (exchange.getRequestMethod().equals("PUT")) {
      files.add(path.substring("/upload/".length()));
    }
    var bytes = Json.line(answer).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tree(byte[] body) throws IOException {
    return (Map<String, Object>) Json.readLenient(new String(body, StandardCharsets.UTF_8));
  }

  private Map<String, Object> graphql(Map<String, Object> request) {
    var query = String.valueOf(request.get("query"));
    @SuppressWarnings("unchecked")
    var given =
        request.get("variables") instanceof Map<?, ?> map
            ? (Map<String, Object>) map
            : Map.<String, Object>of();
    if (query.contains("UpsertBucket")) {
      upserts.add(given);
      return Map.of("upsertBucket", Map.of("inserted", true, "bucket", bucket(given)));
    }
    if (query.contains("CreateRunFiles")) {
      var urls = new ArrayList<Object>();
      names(given).forEach(name -> urls.add(Map.of("name", name, "uploadUrl", url(name))));
      return Map.of(
          "createRunFiles", Map.of("runID", "x", "uploadHeaders", List.of(), "files", urls));
    }
    if (query.contains("RunUploadUrls")) {
      var edges = new ArrayList<Object>();
      names(given)
          .forEach(name -> edges.add(Map.of("node", Map.of("name", name, "url", url(name)))));
      var files = Map.of("uploadHeaders", List.of(), "edges", edges);
      return Map.of("model", Map.of("bucket", Map.of("id", "x", "files", files)));
    }
    if (query.contains("query Viewer {")) {
      return Map.of("viewer", Map.of("username", "ann"));
    }
    return query.contains("ServerFeatures")
        ? Map.of("serverInfo", Map.of("features", List.of()))
        : Map.of();
  }

  private static List<String> names(Map<String, Object> given) {
    return ((List<?>) given.get("files")).stream().map(String::valueOf).toList();
  }

  private String url(String name) {
    return address() + "/upload/" + name;
  }

  private static Map<String, Object> bucket(Map<String, Object> given) {
    var bucket = new LinkedHashMap<String, Object>();
    bucket.put("id", "x");
    bucket.put("name", given.get("name"));
    bucket.put("displayName", given.get("displayName"));
    bucket.put("description", "");
    bucket.put("config", "{}");
    bucket.put("sweepName", null);
    bucket.put("historyLineCount", 0);
    var entity = Map.of("id", "e", "name", "someone");
    bucket.put(
        "project",
        Map.of("id", "p", "name", String.valueOf(given.get("project")), "entity", entity));
    return bucket;
  }

  /// Every line of a file that was streamed, in the order of its offsets.
  List<String> lines(String file) {
    var lines = new java.util.TreeMap<Long, String>();
    for (var stream : streams) {
      if (stream.get("files") instanceof Map<?, ?> all && all.get(file) instanceof Map<?, ?> one) {
        long at = ((Number) one.get("offset")).longValue();
        for (var line : (List<?>) one.get("content")) {
          lines.put(at++, String.valueOf(line));
        }
      }
    }
    return new ArrayList<>(lines.values());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
