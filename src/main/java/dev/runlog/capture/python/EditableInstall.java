package dev.runlog.capture.python;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A package that is imported from its project's folder: `-e git+URL@COMMIT#egg=NAME` where that
/// is a Git work tree, else `-e` and the folder.
record EditableInstall(Path folder, String name, String plain) {
  private static final List<String> OTHER_SYSTEMS = List.of(".hg", ".svn", ".bzr");

  List<String> lines(List<String> doubts) throws InterruptedException {
    var location = folder.toAbsolutePath().normalize();
    for (var system : OTHER_SYSTEMS) {
      if (Files.isDirectory(location.resolve(system))) {
        doubts.add(location + " is versioned by another system than Git, which was not asked");
      }
    }
    try {
      if (git(location, "rev-parse", "--show-toplevel").isEmpty()) {
        return commented("# Editable install with no version control (" + plain + ")", location);
      }
      return inGit(location);
    } catch (IOException e) {
      doubts.add("Git could not be asked about " + location);
      return List.of("-e " + location);
    }
  }

  private List<String> inGit(Path location) throws IOException, InterruptedException {
    var remote = remote(location);
    if (remote == null) {
      return commented("# Editable Git install with no remote (" + plain + ")", location);
    }
    var url = pipUrl(remote);
    if (url == null) {
      return List.of(
          "# Editable Git install ("
              + plain
              + ") with either a deleted local remote or invalid URI:",
          "# '" + remote + "'",
          "-e " + location);
    }
    var commit = git(location, "rev-parse", "HEAD");
    if (commit.isEmpty()) {
      return commented("## !! Could not determine repository location", location);
    }
    var prefix = url.toLowerCase(java.util.Locale.ROOT).startsWith("git:") ? "" : "git+";
    var subdirectory = subdirectory(location);
    return List.of(
        "-e "
            + prefix
            + url
            + "@"
            + commit.get()
            + "#egg="
            + name.replace('-', '_')
            + (subdirectory == null ? "" : "&subdirectory=" + subdirectory));
  }

  private static List<String> commented(String comment, Path location) {
    return List.of(comment, "-e " + location);
  }

  private static @Nullable String remote(Path location) throws IOException, InterruptedException {
    var remotes = git(location, "config", "--get-regexp", "remote\\..*\\.url").orElse("");
    String found = null;
    for (var line : remotes.lines().toList()) {
      int blank = line.indexOf(' ');
      if (blank > 0 && (found == null || line.startsWith("remote.origin.url "))) {
        found = firstWord(line.substring(blank + 1).strip());
      }
    }
    return found;
  }

  private static String firstWord(String text) {
    int blank = text.indexOf(' ');
    return blank < 0 ? text : text.substring(0, blank);
  }

  /// A remote as pip accepts it; null for what it does not.
  private static @Nullable String pipUrl(String remote) {
    if (Pattern.compile("^\\w+://").matcher(remote).find()) {
      return remote;
    }
    if (Files.exists(Path.of(remote))) {
      return Path.of(remote).toUri().toString().replaceFirst("/$", "");
    }
    var scp = Pattern.compile("(\\w+@)?([^/:]+):(\\w[^:]*)").matcher(remote);
    return scp.matches()
        ? "ssh://" + (scp.group(1) == null ? "" : scp.group(1)) + scp.group(2) + "/" + scp.group(3)
        : null;
  }

  /// From the repository's root to the folder with pyproject.toml or setup.py; null at the root.
  private static @Nullable String subdirectory(Path location)
      throws IOException, InterruptedException {
    var gitDir =
        location.resolve(git(location, "rev-parse", "--git-dir").orElse(".git")).normalize();
    var root = gitDir.resolve("..").normalize();
    for (var at = location; at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("pyproject.toml"))
          || Files.isRegularFile(at.resolve("setup.py"))) {
        return Files.exists(root) && Files.isSameFile(root, at)
            ? null
            : root.relativize(at).toString();
      }
    }
    return null;
  }

  /// What Git says; empty when it ends with an error.
  private static Optional<String> git(Path folder, String... words)
      throws IOException, InterruptedException {
    var command = new java.util.ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("git does not answer");
    }
    return process.exitValue() == 0 ? Optional.of(out.strip()) : Optional.empty();
  }
}
