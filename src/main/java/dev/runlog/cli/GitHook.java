package dev.runlog.cli;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Planner;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The reminder before `git push`: a marked block in the repository's pre-push hook, before what
/// is there already.
final class GitHook {
  private static final String FIRST =
      "# >>> runlog: names runs whose notes are missing; stops nothing";
  private static final String LAST = "# <<< runlog";
  private static final String SHEBANG = "#!/bin/sh";

  private GitHook() {}

  static int change(boolean remove, World world) {
    var file = file(world);
    try {
      var text = Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
      var rest = without(text);
      if (remove) {
        if (rest.equals(text)) {
          say(world, "there was no reminder of runlog's in " + file);
        } else if (rest.strip().equals(SHEBANG)) {
          Files.delete(file);
          say(world, "removed " + file);
        } else {
          Files.writeString(file, rest, StandardCharsets.ISO_8859_1);
          say(world, "removed from " + file);
        }
        return 0;
      }
      checkOurs(file, rest);
      write(file, with(rest));
      say(world, "'git push' names runs whose notes are missing, by " + file);
      return 0;
    } catch (IOException e) {
      throw Problem.notFound("hook: " + file + " cannot be written: " + e.getMessage());
    }
  }

  /// The repository's pre-push hook, whether it is there or not.
  static Path file(World world) {
    return hooks(world).resolve("pre-push");
  }

  static boolean isIn(Path file) throws IOException {
    return Files.exists(file)
        && Files.readString(file, StandardCharsets.ISO_8859_1).contains(FIRST);
  }

  /// Git's own list of refs on the standard input is left to the rest of the hook.
  private static String block() {
    return """
    %s
    runlog_program=$(command -v runlog) || runlog_program=%s
    runlog_debt=$("$runlog_program" todo --check </dev/null 2>&1) || [ $? -ne 1 ] || printf '%%s\\n' "$runlog_debt" >&2
    %s
    """
        .formatted(FIRST, ShellHook.quoted(ShellHook.launcher().toString()), LAST);
  }

  /// After the first line, so that an `exit` or `exec` further down does not skip it.
  private static String with(String rest) {
    if (rest.isEmpty()) {
      return SHEBANG + "\n" + block();
    }
    int end = rest.indexOf('\n');
    return end < 0
        ? rest + "\n" + block()
        : rest.substring(0, end + 1) + block() + rest.substring(end + 1);
  }

  private static String without(String text) {
    int first = text.indexOf(FIRST);
    int last = text.indexOf(LAST + "\n", Math.max(first, 0));
    return first < 0 || last < 0
        ? text
        : text.substring(0, first) + text.substring(last + LAST.length() + 1);
  }

  /// A hook of another kind is left alone, with the words that its owner may put into it.
  private static void checkOurs(Path file, String text) {
    var line = text.lines().findFirst().orElse(SHEBANG);
    boolean shell = line.startsWith("#!") && line.matches("#!.*[/ ](sh|bash|dash|zsh|ksh)\\b.*");
    var why =
        Files.isSymbolicLink(file)
            ? " is a link"
            : !shell
                ? " is no shell script"
                : Files.exists(file) && !Files.isExecutable(file) ? " is switched off" : "";
    if (!why.isEmpty()) {
      throw Problem.notFound(
          "hook: " + file + why + " and stays as it is. Let it call: runlog todo --check");
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    var rights = Files.getPosixFilePermissions(file);
    rights.addAll(PosixFilePermissions.fromString("r-xr-xr-x"));
    Files.setPosixFilePermissions(file, rights);
  }

  /// The repository's own folder of hooks, core.hooksPath respected; one that other repositories
  /// share is a [Problem].
  private static Path hooks(World world) {
    var hooks = world.cwd().resolve(git(world, "rev-parse", "--git-path", "hooks")).normalize();
    var own = world.cwd().resolve(git(world, "rev-parse", "--git-common-dir")).normalize();
    var top = git(world, "rev-parse", "--show-toplevel");
    if (!hooks.startsWith(own) && (top.isEmpty() || !hooks.startsWith(Path.of(top)))) {
      throw Problem.notFound(
          "hook: the hooks of this repository are in "
              + hooks
              + " (core.hooksPath), which other repositories may share. Let pre-push there call: runlog todo --check");
    }
    return hooks;
  }

  private static String git(World world, String... arguments) {
    try {
      var builder = new ProcessBuilder("git");
      builder.command().addAll(java.util.List.of(arguments));
      builder.directory(world.cwd().toFile());
      builder.environment().clear();
      builder.environment().putAll(world.env());
      builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      var process = builder.start();
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw Problem.notFound("hook: " + Planner.project(world) + " is no Git repository");
      }
      return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    } catch (IOException e) {
      throw Problem.notFound("hook: git cannot be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.notFound("hook: interrupted");
    }
  }

  private static void say(World world, String what) {
    world.err().println("runlog: " + what);
  }
}
