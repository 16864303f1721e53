package dev.runlog.capture.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a person does to a work tree and its index, commit and patch give the recorded tree.
@Timeout(60)
class GitRandomEditsTest {
  private static final List<String> NAMES =
      List.of("a", "b", "c d", "e\nf", "g\u00e9", "-h", "i.txt", "j.bin", "zz", ".k");
  @TempDir Path temp;

  static Stream<Integer> seeds() {
    return Stream.iterate(1, seed -> seed + 1).limit(40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void isRebuilt(int seed) throws Exception {
    var random = new Random(seed);
    var repo = Repo.init(temp.resolve("repo"));
    repo.write(".gitattributes", "*.txt text\n*.bin binary\n");
    if (random.nextBoolean()) {
      repo.config("core.autocrlf", random.nextBoolean() ? "true" : "input");
    }
    for (int i = 0; i < 15; i++) {
      edit(repo, random, false);
    }
    if (random.nextInt(8) > 0) {
      repo.commit();
    }
    for (int i = 0; i < 15; i++) {
      edit(repo, random, true);
    }
    var before = repo.insides();
    var look = repo.look();
    assertThat(repo.insides()).isEqualTo(before);
    assertThat(look.gaps).isEmpty();
    repo.isRebuiltBy(look);
  }

  private static String name(Random random) {
    var name = new StringBuilder(NAMES.get(random.nextInt(NAMES.size())));
    while (random.nextInt(3) == 0) {
      name.append('/').append(NAMES.get(random.nextInt(NAMES.size())));
    }
    return name.toString();
  }

  private static void edit(Repo repo, Random random, boolean index) throws Exception {
    var name = name(random);
    switch (random.nextInt(index ? 10 : 6)) {
      case 0, 1 -> {
        makeRoom(repo, name);
        repo.write(name, text(random));
      }
      case 2 -> {
        makeRoom(repo, name);
        var bytes = new byte[random.nextInt(3000)];
        random.nextBytes(bytes);
        repo.write(name, bytes);
      }
      case 3 -> {
        makeRoom(repo, name);
        repo.link(name, NAMES.get(random.nextInt(NAMES.size())));
      }
      case 4 -> {
        if (Files.isRegularFile(repo.file(name), LinkOption.NOFOLLOW_LINKS)) {
          repo.mode(name, random.nextBoolean() ? "rwxr-xr-x" : "rw-r--r--");
        }
      }
      case 5 -> clear(repo.file(name));
      case 6 -> repo.git("add", "-A");
      case 7 -> repo.git("add", "-A", "-N");
      case 8 -> repo.git("rm", "-rqf", "--cached", "--ignore-unmatch", "b", "zz", "i.txt");
      default -> repo.git("rm", "-rqf", "--ignore-unmatch", "a", ".k");
    }
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    for (int line = random.nextInt(12); line >= 0; line--) {
      text.append("line ").append(random.nextInt(5)).append(random.nextInt(9) == 0 ? "\r\n" : "\n");
    }
    return random.nextInt(4) == 0 ? text + "end" : text.toString();
  }

  /// Nothing may stand at a path, and only folders on the way to it.
  private static void makeRoom(Repo repo, String name) throws Exception {
    for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
      var parent = repo.file(name.substring(0, slash));
      if (!Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
        clear(parent);
      }
    }
    clear(repo.file(name));
  }

  private static void clear(Path path) throws Exception {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      try (var children = Files.list(path)) {
        for (var child : children.toList()) {
          clear(child);
        }
      }
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(path);
    }
  }
}
