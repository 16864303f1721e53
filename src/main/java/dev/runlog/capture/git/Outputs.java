package dev.runlog.capture.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/// runlog's own output folder, which never counts: by its name in the work tree and, where that is
/// a link, by the folder it leads to.
record Outputs(Set<String> inside) {

  static Outputs of(Path outputs, String top) {
    var inside = new LinkedHashSet<String>();
    var parent = outputs.toAbsolutePath().normalize().getParent();
    var last = outputs.getFileName();
    if (parent != null && last != null) {
      add(inside, real(parent).resolve(last), top);
    }
    add(inside, real(outputs), top);
    return new Outputs(inside);
  }

  private static void add(Set<String> inside, Path folder, String top) {
    var name = Name.of(folder.normalize());
    var prefix = top.endsWith("/") ? top : top + "/";
    if (name.startsWith(prefix) && name.length() > prefix.length()) {
      inside.add(name.substring(prefix.length()));
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath();
    }
  }

  boolean hold(String path) {
    for (var folder : inside) {
      if (path.startsWith(folder)
          && (path.length() == folder.length() || path.charAt(folder.length()) == '/')) {
        return true;
      }
    }
    return false;
  }
}
