package dev.runlog.capture.remote;

import dev.runlog.json.Json;
import dev.runlog.plan.Proxies;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks one server, for a short time and without credentials. Redirects are followed only to
/// servers whose connection is secure, or on the server itself.
final class Asking {
  private static final int MOST_HOPS = 4;
  private static final int MOST_READ = 1 << 20;
  private static final int LONGEST = 200;

  private final Map<String, String> env;
  private final long deadline;

  Asking(Map<String, String> env, long deadline) {
    this.env = env;
    this.deadline = deadline;
  }

  static boolean isWeb(URI url) {
    return url.getHost() != null
        && ("https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme()));
  }

  Answer answer(Question question) {
    try {
      return switch (question) {
        case Question.Head head -> ask("HEAD", head.url());
        case Question.Description description -> ask("GET", description.url());
        case Question.None none -> new Answer.Unknown(none.why());
      };
    } catch (SocketTimeoutException e) {
      return new Answer.Unknown("its server did not answer in time");
    } catch (UnknownHostException e) {
      return new Answer.Unknown("there is no such server, or no network");
    } catch (IOException | IllegalArgumentException e) {
      return new Answer.Unknown("its server cannot be reached");
    }
  }

  private Answer ask(String method, URI first) throws IOException {
    var url = first;
    for (int hop = 0; hop < MOST_HOPS; hop++) {
      var connection = open(method, url);
      try {
        int status = connection.getResponseCode();
        var identity = status < 400 ? version(connection) : null;
        var next = identity == null && status / 100 == 3 ? next(url, connection) : null;
        if (next == null) {
          return read(connection, status, identity, String.valueOf(first.getHost()));
        }
        url = next;
      } finally {
        connection.disconnect();
      }
    }
    return new Answer.Unknown("its server sends from one place to the next");
  }

  private HttpURLConnection open(String method, URI url) throws IOException {
    var connection = (HttpURLConnection) url.toURL().openConnection(Proxies.of(url, env));
    connection.setRequestMethod(method);
    connection.setConnectTimeout(left());
    connection.setReadTimeout(left());
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setRequestProperty("User-Agent", "runlog");
    connection.setRequestProperty("Accept-Encoding", "identity");
    return connection;
  }

  private int left() throws SocketTimeoutException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException();
    }
    return (int) left;
  }

  private static @Nullable URI next(URI url, HttpURLConnection connection) throws IOException {
    var region = connection.getHeaderField("x-amz-bucket-region");
    if (region != null && url.getHost().endsWith("s3.amazonaws.com") && isWord(region)) {
      var host = url.getHost().replace("s3.amazonaws.com", "s3." + region + ".amazonaws.com");
      return URI.create("https://" + host + url.getRawPath());
    }
    var location = connection.getHeaderField("Location");
    var next = location == null ? null : url.resolve(location);
    boolean followed =
        next != null
            && isWeb(next)
            && next.getRawUserInfo() == null
            && ("https".equalsIgnoreCase(next.getScheme())
                || url.getScheme().equalsIgnoreCase(next.getScheme())
                    && String.valueOf(url.getRawAuthority()).equals(next.getRawAuthority()));
    return followed ? next : null;
  }

  private static boolean isWord(String text) {
    return text.length() <= LONGEST
        && text.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-');
  }

  /// What names a version beyond doubt; the first server knows it, not the one with the bytes.
  private static @Nullable String version(HttpURLConnection connection) {
    var version = header(connection, "x-amz-version-id");
    if (version == null || version.equals("null")) {
      version = header(connection, "x-goog-generation");
    }
    var commit = header(connection, "X-Repo-Commit");
    return version != null ? "version:" + version : commit != null ? "revision:" + commit : null;
  }

  private Answer read(
      HttpURLConnection connection, int status, @Nullable String version, String host)
      throws IOException {
    if (status >= 300 && version == null) {
      return new Answer.Unknown("its server answers " + status);
    }
    if (connection.getRequestMethod().equals("GET")) {
      var sha = revision(connection);
      return sha == null
          ? new Answer.Unknown("its server names no revision")
          : new Answer.Version("revision:" + sha, null, host);
    }
    var identity = version == null ? fallback(connection) : version;
    long bytes = status < 300 ? connection.getContentLengthLong() : -1;
    return identity == null
        ? new Answer.Unknown("its server names no version of it")
        : new Answer.Version(identity, bytes < 0 ? null : (Long) bytes, host);
  }

  private static @Nullable String fallback(HttpURLConnection connection) {
    var tag = header(connection, "ETag");
    var time = header(connection, "Last-Modified");
    return tag != null
        ? "etag:" + tag.replace("\"", "")
        : time != null ? "last-modified:" + time : null;
  }

  private @Nullable String revision(HttpURLConnection connection) throws IOException {
    try (var in = connection.getInputStream()) {
      var text = new String(in.readNBytes(MOST_READ), StandardCharsets.UTF_8);
      var sha = Json.readObject(text).get("sha");
      return sha instanceof String hex && isWord(hex) ? hex : null;
    }
  }

  /// Null where it is not there, or is nothing that a server would write.
  private static @Nullable String header(HttpURLConnection connection, String name) {
    var value = connection.getHeaderField(name);
    return value == null
            || value.isBlank()
            || value.length() > LONGEST
            || value.chars().anyMatch(c -> c < ' ' || c > '~')
        ? null
        : value.strip();
  }
}
