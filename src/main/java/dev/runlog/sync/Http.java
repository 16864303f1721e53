package dev.runlog.sync;

import dev.runlog.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One server, asked with patience: what may go over by itself is tried again, nothing waits for
/// ever, and a redirect is not followed, so that credentials stay where they belong. The HTTP of
/// java.base, because a further module would make the packaged program larger.
public final class Http {
  private static final int CONNECT_MS = 5000;
  private static final int LONGEST_WAIT_MS = 10_000;
  private static final int MOST_TOLD = 300;
  private static final int LARGEST = 128 << 20;

  private final String base;
  private final @Nullable String authorization;
  private final Patience patience;
  private final Proxy proxy;

  /// How long an answer may take, and how often a request is tried.
  public record Patience(int readMs, int tries) {}

  /// What a server said.
  public record Reply(int status, String body) {
    public boolean isGood() {
      return status >= 200 && status < 300;
    }
  }

  /// The part of a request that is its body.
  private interface Body {
    long length() throws IOException;

    InputStream open() throws IOException;
  }

  public Http(String base, @Nullable String authorization, Patience patience, Proxy proxy) {
    this.base = base;
    this.authorization = authorization;
    this.patience = patience;
    this.proxy = proxy;
  }

  public Reply get(String path) throws PushFailure {
    return send("GET", path, "", null, null);
  }

  /// Writes what is there into a file; the reply's body is empty then.
  public Reply get(String path, Path to) throws PushFailure {
    return send("GET", path, "", null, to);
  }

  /// Sends a tree as JSON.
  public Reply post(String path, Object tree) throws PushFailure {
    var bytes = Json.line(tree).getBytes(StandardCharsets.UTF_8);
    return send("POST", path, "application/json", of(bytes), null);
  }

  /// Sends a file as it is.
  public Reply put(String path, Path file) throws PushFailure {
    return send(
        "PUT",
        path,
        "application/octet-stream",
        new Body() {
          @Override
          public long length() throws IOException {
            return Files.size(file);
          }

          @Override
          public InputStream open() throws IOException {
            return Files.newInputStream(file);
          }
        },
        null);
  }

  public Reply put(String path, byte[] content) throws PushFailure {
    return send("PUT", path, "application/octet-stream", of(content), null);
  }

  private static Body of(byte[] bytes) {
    return new Body() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new java.io.ByteArrayInputStream(bytes);
      }
    };
  }

  private Reply send(
      String method, String path, String type, @Nullable Body body, @Nullable Path to)
      throws PushFailure {
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt >= patience.tries();
      try {
        var connection = connect(method, path, type, body);
        try {
          int status = status(connection);
          if (!isPassing(status) || last) {
            var asked = status >= 200 && status < 300 ? to : null;
            return checked(
                new Reply(
                    status, asked == null ? text(connection, status) : kept(connection, asked)));
          }
          text(connection, status);
          pause(attempt, connection.getHeaderField("Retry-After"));
        } finally {
          if (last) {
            connection.disconnect();
          }
        }
      } catch (SocketTimeoutException e) {
        // once more may help where it only was busy; ten times would only take ten times as long
        if (last || attempt >= 2) {
          throw PushFailure.passing(
              base + " gives no answer within " + patience.readMs() / 1000.0 + " s");
        }
      } catch (UnknownHostException e) {
        throw PushFailure.passing("there is no host " + e.getMessage() + ", or no network");
      } catch (SSLException e) {
        throw PushFailure.lasting(base + ": no secure connection: " + told(e.getMessage()));
      } catch (IOException e) {
        if (last) {
          throw PushFailure.passing(base + " cannot be reached: " + told(e.getMessage()));
        }
        pause(attempt, null);
      }
    }
  }

  private HttpURLConnection connect(String method, String path, String type, @Nullable Body body)
      throws IOException {
    var connection = (HttpURLConnection) URI.create(base + path).toURL().openConnection(proxy);
    connection.setRequestMethod(method);
    connection.setConnectTimeout(CONNECT_MS);
    connection.setReadTimeout(patience.readMs());
    connection.setInstanceFollowRedirects(false);
    connection.setRequestProperty("Accept", "application/json");
    connection.setRequestProperty("User-Agent", "runlog");
    if (authorization != null) {
      connection.setRequestProperty("Authorization", authorization);
    }
    if (body != null) {
      connection.setRequestProperty("Content-Type", type);
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(body.length());
      try (var out = connection.getOutputStream();
          var in = body.open()) {
        in.transferTo(out);
      }
    }
    return connection;
  }

  private static int status(HttpURLConnection connection) throws IOException {
    try {
      int status = connection.getResponseCode();
      if (status < 0) {
        throw new IOException("what answers there does not speak HTTP");
      }
      return status;
    } catch (HttpRetryException e) {
      return e.responseCode(); // asked for a password after a body that is sent only once
    }
  }

  private static String text(HttpURLConnection connection, int status) throws IOException {
    try (var in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
      var bytes = in == null ? new byte[0] : in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IOException("an answer is larger than " + (LARGEST >> 20) + " MiB");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (HttpRetryException e) {
      return "";
    }
  }

  private static String kept(HttpURLConnection connection, Path to)
      throws IOException, PushFailure {
    var buffer = new byte[1 << 16];
    try (var in = connection.getInputStream();
        var out = Files.newOutputStream(to)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        write(out, buffer, read, to);
      }
      return "";
    }
  }

  /// What goes wrong with a file of ours is not the server's doing.
  private static void write(OutputStream out, byte[] bytes, int length, Path to)
      throws PushFailure {
    try {
      out.write(bytes, 0, length);
    } catch (IOException e) {
      throw PushFailure.lasting(to + " cannot be written: " + e.getMessage());
    }
  }

  private static boolean isPassing(int status) {
    return status == 429 || status == 408 || status >= 500 && status != 501;
  }

  private Reply checked(Reply reply) throws PushFailure {
    int status = reply.status();
    if (status == 401 || status == 403) {
      throw PushFailure.lasting(
          base
              + (authorization == null
                  ? " wants to know who you are"
                  : status == 401
                      ? " does not let you in with the credentials that it was given"
                      : " does not allow this with the credentials that it was given")
              + " ("
              + status
              + ")");
    }
    if (status >= 300 && status < 400) {
      throw PushFailure.lasting(base + " sends you elsewhere (" + status + "): is it the address?");
    }
    if (isPassing(status)) {
      throw PushFailure.passing(base + " answers " + status + ": " + told(reply.body()));
    }
    return reply;
  }

  private static void pause(int attempt, @Nullable String retryAfter) {
    long wait = Math.min(LONGEST_WAIT_MS, 200L << Math.min(attempt, 6));
    try {
      if (retryAfter != null) {
        wait = Math.min(LONGEST_WAIT_MS, 1000 * Long.parseLong(retryAfter.strip()));
      }
    } catch (NumberFormatException e) {
      // a date: our own pace will do
    }
    java.util.concurrent.locks.LockSupport.parkNanos(wait * 1_000_000);
  }

  /// What a stranger said, as one short line without control characters.
  public static String told(@Nullable String text) {
    var line = String.valueOf(text).strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
    return line.length() > MOST_TOLD ? line.substring(0, MOST_TOLD) + "..." : line;
  }

  /// A word as a part of a path or a query.
  public static String encoded(String word) {
    return java.net.URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
