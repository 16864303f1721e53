package dev.runlog.capture.python;

import dev.runlog.capture.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Which of the files that a program opened say something about the run.
final class FileFilter {
  private final String project;
  private final String ownFolder;

  FileFilter(Setting setting) {
    project = setting.plan().project().toAbsolutePath() + "/";
    ownFolder = setting.folder().toAbsolutePath() + "/";
  }

  /// The event comes before the open, so a file may turn out not to exist.
  boolean isWorthKeeping(String path, boolean written) {
    if (path.isEmpty() || path.startsWith(ownFolder) || isCache(path)) {
      return false;
    }
    if (hasRawBytes(path)) {
      return true; // its name cannot be given to the system from here
    }
    try {
      var file = Path.of(path);
      return written ? !Files.isDirectory(file) : Files.isRegularFile(file);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /// Whether this many openings may have read nearly every file of a folder.
  boolean isNearlyAll(String folder, long opened) {
    long files = 0;
    try (var children = Files.newDirectoryStream(Path.of(folder))) {
      for (var _ : children) {
        files++;
      }
    } catch (IOException | InvalidPathException e) {
      return false;
    }
    return opened >= files - files / 10;
  }

  private static boolean isCache(String path) {
    int at = path.indexOf("/.cache/");
    return path.contains("/__pycache__/")
        || (at >= 0
            && (path.startsWith("matplotlib", at + 8)
                || path.startsWith("fontconfig", at + 8)
                || path.startsWith("pip", at + 8)
                || path.startsWith("torch_extensions", at + 8)
                || path.startsWith("triton", at + 8)
                || path.startsWith("torchinductor", at + 8)));
  }

  /// The path as the record writes it: bytes that are not UTF-8 as Git quotes them.
  String name(String path) {
    if (!hasRawBytes(path)) {
      return path;
    }
    var out = new StringBuilder("\"");
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (isRawByte(c)) {
        out.append('\\').append(Integer.toOctalString(c - 0xDC00));
      } else if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /// A call site, relative to the project where it is in it.
  String site(String site) {
    return site.startsWith(project) ? site.substring(project.length()) : site;
  }

  private static boolean hasRawBytes(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (isRawByte(path.charAt(i)) && (i == 0 || !Character.isHighSurrogate(path.charAt(i - 1)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRawByte(char c) {
    return c >= 0xDC80 && c <= 0xDCFF;
  }
}
