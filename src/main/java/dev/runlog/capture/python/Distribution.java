package dev.runlog.capture.python;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One installed package: `info` is its dist-info or egg-info, `location` the folder that it is
/// importable from.
record Distribution(
    Path info, Path location, @Nullable String metadataName, @Nullable String version) {

  /// Reads name and version; empty strings become null.
  static Distribution read(Path info, Path location) throws IOException {
    String name = null;
    String version = null;
    try (var lines = Files.newBufferedReader(metadata(info), StandardCharsets.UTF_8)) {
      for (var line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
        if (name == null && line.regionMatches(true, 0, "Name:", 0, 5)) {
          name = line.substring(5).strip();
        } else if (version == null && line.regionMatches(true, 0, "Version:", 0, 8)) {
          version = line.substring(8).strip();
        }
      }
    }
    return new Distribution(info, location, name, version);
  }

  private static Path metadata(Path info) {
    for (var name : new String[] {"METADATA", "PKG-INFO"}) {
      if (Files.isRegularFile(info.resolve(name))) {
        return info.resolve(name);
      }
    }
    return info;
  }

  /// The name that pip goes by to tell packages apart.
  String canonicalName() {
    var stem = stem();
    boolean eggInfo = isNamed(".egg-info");
    int dash = stem.indexOf('-');
    if (dash > 0 || eggInfo) {
      return canonical(dash > 0 ? stem.substring(0, dash) : stem);
    }
    return metadataName == null ? "" : canonical(metadataName);
  }

  /// The name as pip freeze prints it.
  String name() {
    return metadataName == null ? canonicalName() : metadataName;
  }

  /// The version that the folder's name says, null where it says none.
  @Nullable String folderVersion() {
    var stem = stem();
    int dash = stem.indexOf('-');
    return isNamed(".dist-info") && dash > 0 && dash < stem.length() - 1
        ? stem.substring(dash + 1)
        : null;
  }

  private boolean isNamed(String suffix) {
    return String.valueOf(info.getFileName()).endsWith(suffix);
  }

  private String stem() {
    var name = String.valueOf(info.getFileName());
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  static String canonical(String name) {
    return name.replaceAll("[-_.]+", "-").toLowerCase(Locale.ROOT);
  }
}
