package dev.runlog.sync.mlflow;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Proxies;
import dev.runlog.sync.Http;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where a project's MLflow is and who asks, from where MLflow's own client has it: the
/// environment, then `~/.mlflow/credentials`. `base` is without credentials.
public record Access(String base, @Nullable String user, Http http) {
  private static final int READ_SECONDS = 30;
  private static final int TRIES = 5;

  /// To a server at an address; a [Problem] where it is none.
  public static Access of(String address, World world) {
    var uri = checked(address);
    var base = base(uri);
    var password = password(uri, world);
    var http =
        new Http(
            base,
            authorization(password, world),
            patience(world),
            Proxies.of(URI.create(base), world.env()));
    return new Access(base, password == null ? null : password.user(), http);
  }

  private record Password(String user, String secret) {}

  private static URI checked(String address) {
    if (address.isEmpty()) {
      throw Problem.usage(
          "push: nothing says where MLflow is. Give --to ADDRESS, set MLFLOW_TRACKING_URI, or write"
              + " into runlog.toml:\n[push]\nmlflow = \"http://...\"");
    }
    try {
      var uri = URI.create(address);
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw Problem.usage(
          "MLflow's address is no address (it is not shown here: it may hold a password)");
    }
    throw Problem.usage(
        "MLflow's address must begin with http:// or https://; a local store is sent to by"
            + " starting: mlflow server --backend-store-uri STORE");
  }

  private static String base(URI uri) {
    var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    var path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
    return uri.getScheme() + "://" + uri.getHost() + port + path;
  }

  private static @Nullable Password password(URI uri, World world) {
    var info = uri.getRawUserInfo();
    if (info != null) {
      var parts = info.split(":", 2);
      return new Password(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
    }
    var env = world.env();
    var kept = kept(world);
    var user = env.getOrDefault("MLFLOW_TRACKING_USERNAME", kept.getOrDefault("username", ""));
    var secret = env.getOrDefault("MLFLOW_TRACKING_PASSWORD", kept.getOrDefault("password", ""));
    return user.isEmpty() || secret.isEmpty() ? null : new Password(user, secret);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// `~/.mlflow/credentials`: `mlflow_tracking_username = NAME` below `[mlflow]`.
  private static Map<String, String> kept(World world) {
    var kept = new TreeMap<String, String>();
    var file = world.home().resolve(".mlflow/credentials");
    try {
      for (var line : Files.exists(file) ? Files.readAllLines(file) : java.util.List.<String>of()) {
        var parts = line.split("=", 2);
        if (parts.length == 2 && parts[0].strip().startsWith("mlflow_tracking_")) {
          kept.put(parts[0].strip().substring("mlflow_tracking_".length()), parts[1].strip());
        }
      }
    } catch (IOException e) {
      return kept; // the server will ask for what is missing
    }
    return kept;
  }

  private static @Nullable String authorization(@Nullable Password password, World world) {
    var token = world.env().getOrDefault("MLFLOW_TRACKING_TOKEN", "");
    if (password != null) {
      var both = password.user() + ":" + password.secret();
      return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }
    return token.isEmpty() ? null : "Bearer " + token;
  }

  private static Http.Patience patience(World world) {
    return new Http.Patience(
        1000 * number(world, "MLFLOW_HTTP_REQUEST_TIMEOUT", READ_SECONDS),
        1 + number(world, "MLFLOW_HTTP_REQUEST_MAX_RETRIES", TRIES - 1));
  }

  private static int number(World world, String name, int otherwise) {
    try {
      int number = Integer.parseInt(world.env().getOrDefault(name, "").strip());
      return Math.max(0, Math.min(number, 3600));
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }
}
