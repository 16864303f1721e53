package dev.runlog.capture;

import dev.runlog.model.Data;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Data that is named by an address: recorded as that, with the version that the address itself
/// names, and never with a hash. Nothing is asked of a server.
final class RemoteData {
  private static final Set<String> SCHEMES =
      Set.of(
          "s3", "s3a", "s3n", "gs", "gcs", "az", "abfs", "abfss", "wasbs", "http", "https", "hf",
          "hdfs", "oss", "ftp", "sftp", "r2", "minio");
  private static final List<String> VERSIONS =
      List.of("versionId", "versionid", "generation", "snapshot", "revision");

  private RemoteData() {}

  /// Null where `named` is no such address. Credentials are masked, and a query that is no version
  /// is left out, for it may be a signature.
  static @Nullable Data of(String named, Setting setting) {
    int end = named.indexOf("://");
    if (end <= 0 || !SCHEMES.contains(named.substring(0, end))) {
      return null;
    }
    int query = named.indexOf('?');
    var place = query < 0 ? named : named.substring(0, query);
    var path = setting.redactor().text(withoutUser(place));
    return new Data(
        name(path),
        path,
        null,
        Map.of(),
        null,
        null,
        null,
        "remote",
        null,
        false,
        List.of(),
        List.of(),
        version(named),
        null);
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
    if (address.startsWith("hf://")) {
      var revision = address.replaceFirst("^hf://[^@]*@?", "").replaceFirst("/.*", "");
      return revision.isEmpty() ? null : "revision:" + revision;
    }
    for (var entry : query(address).entrySet()) {
      if (VERSIONS.contains(entry.getKey())) {
        return "version:" + entry.getValue();
      }
    }
    int hash = address.indexOf('#');
    boolean generation = address.startsWith("gs://") && hash > 0;
    return generation ? "version:" + address.substring(hash + 1) : null;
  }

  private static Map<String, String> query(String address) {
    try {
      var query = new URI(address).getQuery();
      var values = new LinkedHashMap<String, String>();
      for (var pair : query == null ? new String[0] : query.split("&", -1)) {
        int is = pair.indexOf('=');
        if (is > 0) {
          values.put(pair.substring(0, is), pair.substring(is + 1));
        }
      }
      return values;
    } catch (URISyntaxException e) {
      return Map.of();
    }
  }
}
