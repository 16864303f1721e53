package dev.runlog.capture.remote;

import dev.runlog.model.Data;
import dev.runlog.redact.Redactor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Data that is named by an address: recorded as that, with the version that the address itself
/// names, and never with a hash.
public final class RemoteData {
  private static final Set<String> SCHEMES =
      Set.of(
          "s3", "s3a", "s3n", "gs", "gcs", "az", "abfs", "abfss", "wasbs", "http", "https", "hf",
          "hdfs", "oss", "ftp", "sftp", "r2", "minio");
  private static final Set<String> VERSIONS =
      Set.of("versionId", "versionid", "generation", "snapshot", "revision");

  private RemoteData() {}

  /// Null where `named` is no such address. Credentials are masked, and a query that is no version
  /// is left out, for it may be a signature.
  public static @Nullable Data of(String named, Redactor redactor) {
    int end = named.indexOf("://");
    if (end <= 0 || !SCHEMES.contains(named.substring(0, end))) {
      return null;
    }
    int query = named.indexOf('?');
    var place = query < 0 ? named : named.substring(0, query);
    var path = redactor.text(withoutUser(place));
    return data(path, null, null, version(named));
  }

  private static Data data(
      String path, @Nullable Long bytes, @Nullable String by, @Nullable String identity) {
    return new Data(
        name(path),
        path,
        null,
        Map.of(),
        null,
        bytes,
        null,
        "remote",
        by,
        false,
        List.of(),
        List.of(),
        identity,
        null);
  }

  /// The same data with what its server says of it.
  static Data told(Data data, Answer.Version said) {
    return data(data.path(), said.bytes(), said.host(), said.identity());
  }

  private static String withoutUser(String address) {
    int start = address.indexOf("://") + 3;
    int slash = address.indexOf('/', start);
    int at = address.lastIndexOf('@', slash < 0 ? address.length() : slash);
    // hf://datasets/owner/name@revision has its @ after the first slash
    return at < start ? address : address.substring(0, start) + address.substring(at + 1);
  }

  private static @Nullable String name(String path) {
    var trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    var last = trimmed.substring(trimmed.lastIndexOf('/') + 1);
    return last.isEmpty() ? null : last;
  }

  private static @Nullable String version(String address) {
    var hub = HubAddress.of(address);
    if (hub != null) {
      return hub.revision() == null ? null : "revision:" + hub.revision();
    }
    int query = address.indexOf('?');
    for (var pair : query < 0 ? new String[0] : address.substring(query + 1).split("[&#]", -1)) {
      int is = pair.indexOf('=');
      if (is > 0 && VERSIONS.contains(pair.substring(0, is))) {
        return "version:" + pair.substring(is + 1);
      }
    }
    int hash = address.indexOf('#');
    boolean generation = address.startsWith("gs://") && hash > 0;
    return generation ? "version:" + address.substring(hash + 1) : null;
  }
}
