package dev.runlog.capture.python;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Finds the installed packages on an interpreter's path the way pip does: the first of a name
/// wins.
final class Distributions {
  private static final Pattern VALID =
      Pattern.compile("[a-z0-9]|[a-z0-9][a-z0-9._-]*[a-z0-9]", Pattern.CASE_INSENSITIVE);

  private final boolean followsLinks;
  private final Map<String, Distribution> found = new LinkedHashMap<>();
  private final List<String> unreadable = new ArrayList<>();

  /// Before Python 3.11 pip sees eggs and linked projects only where the path itself names them.
  Distributions(List<Path> path, boolean followsLinks) {
    this.followsLinks = followsLinks;
    for (var entry : path) {
      try {
        look(entry);
      } catch (IOException | DirectoryIteratorException e) {
        unreadable.add(entry + " could not be read: " + e.getMessage());
      }
    }
  }

  Iterable<Distribution> all() {
    return found.values();
  }

  List<String> unreadable() {
    return unreadable;
  }

  private void look(Path folder) throws IOException {
    if (Files.isRegularFile(folder)) {
      unreadable.add(folder + " is an archive, which was not looked into");
    }
    if (!Files.isDirectory(folder)) {
      return;
    }
    var links = new ArrayList<Path>();
    var eggs = new ArrayList<Path>();
    try (var children = Files.newDirectoryStream(folder)) {
      for (var child : children) {
        var name = String.valueOf(child.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".dist-info") || name.endsWith(".egg-info")) {
          add(child, folder);
        } else if (name.endsWith(".egg-link")) {
          links.add(child);
        } else if (name.equals("egg-info") && folder.toString().endsWith(".egg")) {
          add(child, folder);
        } else if (name.endsWith(".egg")) {
          eggs.add(child);
        }
      }
    }
    if (!followsLinks) {
      return;
    }
    for (var egg : eggs) {
      look(egg);
    }
    for (var link : links) {
      follow(link, folder);
    }
  }

  private void add(Path info, Path location) {
    try {
      var distribution = Distribution.read(info, location);
      var name = distribution.canonicalName();
      if (VALID.matcher(name).matches()) {
        found.putIfAbsent(name, distribution);
      }
    } catch (IOException e) {
      unreadable.add(info + " could not be read: " + e.getMessage());
    }
  }

  /// The old form of an editable install: a file with the path of the project.
  private void follow(Path link, Path folder) throws IOException {
    for (var line : Files.readAllLines(link, StandardCharsets.UTF_8)) {
      if (!line.isBlank()) {
        var target = folder.resolve(line.strip());
        if (Files.isDirectory(target)) {
          try (var infos = Files.newDirectoryStream(target, "*.{egg,dist}-info")) {
            infos.forEach(info -> add(info, target));
          }
        }
        return;
      }
    }
  }
}
