package dev.runlog.capture.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.runlog.capture.DataSource;
import dev.runlog.capture.TestSetting;
import dev.runlog.model.Data;
import dev.runlog.model.Observation.DataSet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server of this test answers for all that there are.
@Timeout(60)
class RemoteDataTest {
  private static final String COMMIT = "c0ffee" + "0".repeat(34);

  @TempDir Path temp;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private HttpServer server;
  private String base;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::answer);
    server.start();
    base = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    done.countDown();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    assertThat(exchange.getRequestHeaders()).doesNotContainKeys("Authorization", "Cookie");
    var headers = exchange.getResponseHeaders();
    int status = 200;
    var body = "";
    switch (path) {
      case "/tagged.csv" -> headers.set("ETag", "\"abc-2\"");
      case "/dated.csv" -> headers.set("Last-Modified", "Tue, 24 Nov 2026 16:00:00 GMT");
      case "/bare.csv" -> headers.set("X-Nothing", "here");
      case "/hostile.csv" -> headers.set("ETag", "x".repeat(5000));
      case "/file" -> to(headers, "file:///etc/passwd");
      case "/elsewhere" -> to(headers, "http://127.0.0.2:1/metadata");
      case "/here" -> to(headers, "/tagged.csv");
      case "/round" -> to(headers, "/round");
      case "/lab/my data/v 3.tar" -> headers.set("x-amz-version-id", "v7");
      case "/lab/digits" -> headers.set("x-goog-generation", "1700000000000001");
      case "/api/datasets/lab/digits/revision/main" -> body = "{\"sha\": \"" + COMMIT + "\"}";
      case "/slow" -> await();
      default -> status = 404;
    }
    if (headers.containsKey("Location")) {
      status = 302;
    }
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head && path.equals("/tagged.csv")) {
      headers.set("Content-Length", "12345");
    }
    exchange.sendResponseHeaders(status, head || bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static void to(com.sun.net.httpserver.Headers headers, String location) {
    headers.set("Location", location);
  }

  private void await() {
    try {
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private TestSetting setting(String... addresses) throws IOException {
    return new TestSetting(Files.createDirectories(temp.resolve("project")).toRealPath())
        .env(
            Map.of(
                "AWS_ENDPOINT_URL_S3",
                base,
                "STORAGE_EMULATOR_HOST",
                base + "/",
                "HF_ENDPOINT",
                base,
                "AWS_SECRET_ACCESS_KEY",
                "never-to-be-sent",
                "HF_TOKEN",
                "hf_never_to_be_sent"))
        .data(addresses);
  }

  /// Waits for the answer before the command ends.
  private List<Data> told(TestSetting setting) throws Exception {
    var source = new DataSource();
    source.during(setting, setting);
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (isWaiting() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    setting.end();
    source.after(setting, setting);
    return setting.observed(DataSet.class).stream().map(DataSet::data).toList();
  }

  private static boolean isWaiting() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("runlog-data-version"));
  }

  private static List<String> identityGaps(TestSetting setting) {
    return setting.gaps().stream().filter(gap -> gap.startsWith("data.identity")).toList();
  }

  private String identity(String address) throws Exception {
    var setting = setting(address);
    var data = told(setting).getLast();
    assertThat(data.identity()).as(setting.gaps() + " " + asked).isNotNull();
    assertThat(data.hash()).isNull();
    assertThat(data.method()).isEqualTo("remote");
    assertThat(data.verified()).isFalse();
    return data.identity();
  }

  private String why(String address) throws Exception {
    var setting = setting(address);
    assertThat(told(setting)).allMatch(data -> data.identity() == null);
    return String.join("", identityGaps(setting));
  }

  @Test
  void aServerSaysWhichVersionItHas() throws Exception {
    var tagged = told(setting(base + "/tagged.csv")).getLast();
    assertThat(tagged.identity()).isEqualTo("etag:abc-2");
    assertThat(tagged.assertedBy()).isEqualTo("127.0.0.1");
    assertThat(tagged.bytes()).isEqualTo(12345);
    assertThat(tagged.path()).isEqualTo(base + "/tagged.csv");
    assertThat(identity(base + "/dated.csv"))
        .isEqualTo("last-modified:Tue, 24 Nov 2026 16:00:00 GMT");
    assertThat(identity(base + "/here")).isEqualTo("etag:abc-2");
    assertThat(identity("s3://lab/my data/v 3.tar")).isEqualTo("version:v7");
    assertThat(identity("gs://lab/digits")).isEqualTo("version:1700000000000001");
    assertThat(identity("hf://datasets/lab/digits/train")).isEqualTo("revision:" + COMMIT);
    assertThat(identity("hf://datasets/lab/digits@main")).isEqualTo("revision:" + COMMIT);
    assertThat(asked)
        .allMatch(request -> request.startsWith("HEAD /") || request.contains("/api/"));
  }

  @Test
  void whatNamesItsVersionIsNotAskedFor() throws Exception {
    assertThat(identity("hf://datasets/lab/digits@" + COMMIT)).isEqualTo("revision:" + COMMIT);
    assertThat(identity("gs://lab/digits#17")).isEqualTo("version:17");
    assertThat(identity("s3://lab/digits?versionId=abc")).isEqualTo("version:abc");
    assertThat(asked).isEmpty();
  }

  @Test
  void whereNoVersionCanBeHadTheReasonIsNamed() throws Exception {
    assertThat(why(base + "/bare.csv")).contains("names no version");
    assertThat(why(base + "/hostile.csv")).contains("names no version");
    assertThat(why(base + "/nothing.csv")).contains("answers 404");
    assertThat(why("s3://lab/digits/")).contains("names no single object");
    assertThat(why("hdfs://host/x")).contains("nobody is known");
    assertThat(why("hf://datasets/lab/other")).contains("answers 404");
    int free;
    try (var socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertThat(why("http://127.0.0.1:" + free + "/x")).contains("cannot be reached");
    assertThat(why("http://no-such-host.invalid/x")).contains("no version is known");
    assertThat(why("https://[/x")).contains("no valid address");
  }

  @Test
  void redirectsLeadNowhereElse() throws Exception {
    assertThat(why(base + "/file")).contains("answers 302");
    assertThat(why(base + "/elsewhere")).contains("answers 302");
    assertThat(why(base + "/round")).contains("from one place to the next");
  }

  @Test
  void credentialsAreNeitherSentNorKept() throws Exception {
    var address = base.replace("//", "//user:pw@") + "/tagged.csv";
    var signed = base + "/tagged.csv?X-Amz-Signature=0a1b2c&X-Amz-Credential=AKIA";
    var token = base + "/tagged.csv?access_token=t0psecret";
    for (var each : List.of(address, signed, token)) {
      var setting = setting(each);
      assertThat(told(setting)).extracting(Data::path).containsExactly(base + "/tagged.csv");
      assertThat(identityGaps(setting)).hasSize(1);
      assertThat(setting.gaps() + "" + setting.observed())
          .doesNotContain("pw", "0a1b2c", "AKIA", "t0psecret");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void aServerThatDoesNotAnswerDelaysNobody() throws Exception {
    var setting = setting(base + "/slow", base + "/slow?2", base + "/slow?3");
    var source = new DataSource();
    long start = System.nanoTime();
    source.during(setting, setting);
    assertThat(System.nanoTime() - start).isLessThan(1_500_000_000L);
    setting.end();
    source.after(setting, setting);
    assertThat(System.nanoTime() - start).isLessThan(3_500_000_000L);
    assertThat(identityGaps(setting)).isNotEmpty().allMatch(gap -> gap.contains("in time"));
    int before = setting.observed().size();
    done.countDown();
    assertThat(setting.observed()).hasSize(before);
  }
}
