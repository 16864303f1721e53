package dev.runlog.sync.mlflow;

import dev.runlog.sync.Http;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where a run's files lie that go through the tracking server: `folder` begins with `/`.
public record Proxied(String folder) {
  private static final String SCHEME = "mlflow-artifacts:";

  /// What an `artifact_uri` names; null where the files do not go through the server.
  public static @Nullable Proxied of(String uri) {
    if (!uri.startsWith(SCHEME)) {
      return null;
    }
    var path = uri.substring(SCHEME.length());
    var folder = path.startsWith("//") ? path.substring(Math.max(2, path.indexOf('/', 2))) : path;
    return new Proxied(folder.startsWith("/") ? folder : "/" + folder);
  }

  /// The path to ask for a file.
  public String path(String name) {
    return "/api/2.0/mlflow-artifacts/artifacts"
        + Arrays.stream((folder + "/" + name).split("/"))
            .filter(part -> !part.isEmpty())
            .map(part -> "/" + Http.encoded(part))
            .collect(Collectors.joining());
  }
}
