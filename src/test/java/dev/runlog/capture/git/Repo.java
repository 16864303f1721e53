package dev.runlog.capture.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A real repository in a temporary folder, and the words that tests tell their story with.
final class Repo {
  final Path dir;
  final Map<String, String> env = new HashMap<>();
  private final List<String> config = new ArrayList<>();

  private Repo(Path dir) {
    this.dir = dir;
    env.putAll(System.getenv());
    env.keySet().removeIf(name -> name.startsWith("GIT_"));
    env.put("GIT_CONFIG_NOSYSTEM", "1");
    env.put("GIT_CONFIG_GLOBAL", "/dev/null");
    env.put("HOME", dir.getParent().toString());
    env.put("XDG_CONFIG_HOME", dir.getParent().resolve("no-config").toString());
  }

  static Repo at(Path dir) throws IOException {
    return new Repo(Files.createDirectories(dir));
  }

  /// An empty repository without a commit.
  static Repo init(Path dir, String... options) throws Exception {
    var repo = at(dir);
    var command = new ArrayList<>(List.of("init", "-q", "-b", "main"));
    command.addAll(List.of(options));
    repo.git(command.toArray(String[]::new));
    return repo;
  }

  /// A repository with two committed files.
  static Repo withCommit(Path dir) throws Exception {
    return init(dir)
        .write("train.py", "print('training')\n")
        .write("src/model.py", "layers = 3\n")
        .commit();
  }

  /// Sets a value in this repository and in every clone of it that a proof makes.
  Repo config(String key, String value) throws Exception {
    git("config", key, value);
    config.add("-c");
    config.add(key + "=" + value);
    return this;
  }

  Path file(String name) {
    return Name.file(Name.of(dir) + "/" + name);
  }

  /// Writes a file; a character of `name` is a byte.
  Repo write(String name, String content) throws IOException {
    return write(name, content.getBytes(StandardCharsets.UTF_8));
  }

  Repo write(String name, byte[] content) throws IOException {
    var file = file(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return this;
  }

  Repo link(String name, String target) throws IOException {
    Files.createDirectories(file(name).getParent());
    Files.createSymbolicLink(file(name), Path.of(target));
    return this;
  }

  Repo delete(String name) throws IOException {
    Files.delete(file(name));
    return this;
  }

  Repo mode(String name, String permissions) throws IOException {
    Files.setPosixFilePermissions(file(name), PosixFilePermissions.fromString(permissions));
    return this;
  }

  Repo commit() throws Exception {
    git("add", "-A");
    return git("commit", "-q", "--allow-empty", "-m", "state");
  }

  Repo git(String... arguments) throws Exception {
    run(dir, arguments);
    return this;
  }

  String ask(String... arguments) throws Exception {
    return run(dir, arguments).strip();
  }

  String run(Path where, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of("-c", "user.name=A", "-c", "user.email=a@example.org"));
    command.addAll(List.of("-c", "protocol.file.allow=always", "-c", "core.hooksPath=/dev/null"));
    command.addAll(List.of(arguments));
    var output = Files.createTempFile("git", ".out");
    var builder = new ProcessBuilder(command).directory(where.toFile());
    builder.environment().clear();
    builder.environment().putAll(System.getenv());
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    for (var name : List.of("GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL", "HOME")) {
      builder.environment().put(name, env.get(name));
    }
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    builder.redirectInput(new File("/dev/null"));
    var process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    var text = Files.readString(output, StandardCharsets.ISO_8859_1);
    Files.delete(output);
    assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
    return text;
  }

  /// Runs the source from the top of the work tree.
  Look look() throws Exception {
    return look(dir);
  }

  Look look(Path cwd) throws Exception {
    return new Look(this, cwd).run();
  }

  /// Whether commit and patch give the tree that was recorded, in a fresh clone.
  void isRebuiltBy(Look look) throws Exception {
    var tree = look.git().tree();
    assertThat(tree).as("tree; gaps: %s", look.gaps).isNotNull();
    assertThat(rebuilt(look, true)).isEqualTo(tree);
    assertThat(rebuilt(look, false)).isEqualTo(tree);
  }

  /// The tree of a fresh clone with the patch: by way of the work tree, or of the index alone.
  String rebuilt(Look look, boolean workTree) throws Exception {
    var fresh = Files.createTempDirectory(dir.getParent(), "fresh").resolve("clone");
    var commit = look.git().commit();
    if (commit == null) {
      run(dir, "init", "-q", fresh.toString());
    } else {
      var clone = new ArrayList<>(List.of("clone", "-q"));
      clone.addAll(config);
      clone.addAll(List.of(dir.toString(), fresh.toString()));
      run(dir, clone.toArray(String[]::new));
      run(fresh, "checkout", "-q", "--detach", commit);
    }
    if (look.git().patch() != null) {
      var patch = look.folder.resolve(look.git().patch()).toString();
      run(fresh, "apply", workTree ? "--apply" : "--cached", patch);
    }
    if (workTree) {
      run(fresh, "add", "-A");
    }
    return run(fresh, "write-tree").strip();
  }

  /// Every file under `.git` with its content and, but for objects, its time: Git notes at an
  /// object that it was wanted again, wherever it would have been written.
  Map<String, String> insides() throws Exception {
    var insides = new TreeMap<String, String>();
    try (var files = Files.walk(dir.resolve(".git"))) {
      for (var file : files.toList()) {
        boolean object = file.startsWith(dir.resolve(".git/objects"));
        var time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
        var what = object ? "" : time.toString();
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
          what += " " + HexFormat.of().formatHex(digest);
        }
        insides.put(file.toString(), what);
      }
    }
    return insides;
  }
}
