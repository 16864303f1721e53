package dev.runlog.capture.remote;

import dev.runlog.redact.Redactor;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a server can be asked of an address by anyone, without credentials.
sealed interface Question {

  /// The head of one object.
  record Head(URI url) implements Question {}

  /// The hub's own description of a repository.
  record Description(URI url) implements Question {}

  /// Nobody is to be asked.
  record None(String why) implements Question {}

  /// The variables are those by which the tools themselves are led to another server.
  static Question of(String address, Map<String, String> env, Redactor redactor) {
    try {
      var hub = HubAddress.of(address);
      if (hub != null) {
        return ofHub(hub, env);
      }
      return switch (address.substring(0, address.indexOf("://"))) {
        case "s3", "s3a", "s3n" ->
            bucket(
                address,
                endpoint(env, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"),
                "s3.amazonaws.com");
        case "gs", "gcs" ->
            bucket(address, endpoint(env, "STORAGE_EMULATOR_HOST"), "storage.googleapis.com");
        case "http", "https" -> plain(new URI(address), redactor);
        default -> new None("nobody is known who could be asked for its version");
      };
    } catch (URISyntaxException e) {
      return new None("it is no valid address");
    }
  }

  private static Question ofHub(HubAddress hub, Map<String, String> env) throws URISyntaxException {
    if (hub.isFixed()) {
      return new None("its address names a commit");
    }
    if (env.containsKey("HF_HUB_OFFLINE")) {
      return new None("HF_HUB_OFFLINE is set");
    }
    var given = endpoint(env, "HF_ENDPOINT");
    var revision = hub.revision() == null ? "main" : hub.revision();
    var path =
        "/api/" + hub.kind() + "/" + hub.repository() + "/revision/" + revision.replace("/", "%2F");
    return new Description(
        new URI((given == null ? "https://huggingface.co" : given) + path + "?expand%5B%5D=sha"));
  }

  private static Question bucket(String address, @Nullable String given, String host)
      throws URISyntaxException {
    var place = address.substring(address.indexOf("://") + 3).replaceFirst("[?#].*", "");
    int slash = place.indexOf('/');
    var key = slash < 0 ? "" : place.substring(slash + 1);
    var bucket = slash < 0 ? place : place.substring(0, slash);
    if (key.isEmpty() || key.endsWith("/")) {
      return new None("it names no single object");
    }
    if (bucket.contains("@")) {
      return new None("it has credentials in it");
    }
    // the certificate of the provider is for one label before its name
    var top =
        given != null
            ? given + "/" + bucket
            : bucket.contains(".") || host.startsWith("storage")
                ? "https://" + host + "/" + bucket
                : "https://" + bucket + "." + host;
    return new Head(new URI(top + new URI(null, null, "/" + key, null).toASCIIString()));
  }

  private static Question plain(URI url, Redactor redactor) throws URISyntaxException {
    if (url.getHost() == null) {
      return new None("it is no valid address");
    }
    if (url.getRawUserInfo() != null) {
      return new None("it has credentials in it");
    }
    for (var pair : url.getRawQuery() == null ? new String[0] : url.getRawQuery().split("&", -1)) {
      if (isSecret(pair, redactor)) {
        return new None("it is signed, so that nobody but the program uses it");
      }
    }
    return new Head(new URI(url.toASCIIString().replaceFirst("#.*", "")));
  }

  private static boolean isSecret(String pair, Redactor redactor) {
    var name = decoded(pair.replaceFirst("=.*", ""));
    var plain = name.toLowerCase(java.util.Locale.ROOT);
    return redactor.isSecretName(name)
        || plain.contains("sig")
        || plain.contains("credential")
        || plain.startsWith("x-amz-")
        || plain.startsWith("x-goog-")
        || !redactor.text(decoded(pair)).equals(decoded(pair));
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static @Nullable String endpoint(Map<String, String> env, String... names)
      throws URISyntaxException {
    for (var name : names) {
      var value = env.getOrDefault(name, "").strip();
      if (!value.isEmpty()) {
        var uri = new URI(value.contains("://") ? value : "http://" + value);
        if (!Asking.isWeb(uri) || uri.getRawUserInfo() != null) {
          throw new URISyntaxException(name, "no address of a server");
        }
        return uri.toString().replaceFirst("/+$", "");
      }
    }
    return null;
  }
}
