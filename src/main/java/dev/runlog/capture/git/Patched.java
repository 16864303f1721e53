package dev.runlog.capture.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/// A tree with a patch applied, in an index that holds only the files which the patch names: the
/// cost does not grow with the repository.
final class Patched {
  private static final List<String> APPLY =
      List.of("apply", "--cached", "--whitespace=nowarn", "-");
  private static final List<String> STRICT =
      List.of("-c", "apply.whitespace=nowarn", "-c", "apply.ignoreWhitespace=no");

  private final Scratch scratch;
  private final String base;
  private final Path patch;
  private final String label;

  Patched(Scratch scratch, String base, Path patch, String label) {
    this.scratch = scratch;
    this.base = base;
    this.patch = patch;
    this.label = label;
  }

  /// The id of the patched tree; a patch that does not fit is a [GitFailure].
  String tree() throws IOException, InterruptedException {
    var heads = PatchHeads.of(patch);
    var git = scratch.gitWithIndex().with(STRICT);
    if (!heads.complete()) {
      git.call(Call::text, "read-tree", base).await();
      apply(git);
      return git.call(Call::text, "write-tree").await().strip();
    }
    var info = List.of("update-index", "-z", "--index-info");
    git.call(
            in -> {
              for (var record : heads.indexInfo()) {
                in.write(Name.bytes(record));
                in.write(0);
              }
            },
            Call::text,
            info)
        .await();
    apply(git);
    var now = git.call(in -> {}, Staging::list, List.of("ls-files", "--stage", "-z")).await();
    var entries = new TreeMap<String, Trees.Entry>();
    heads.paths().forEach(path -> entries.put(path, now.getOrDefault(path, Trees.Entry.ABSENT)));
    try (var trees = new Trees(scratch.git())) {
      return trees.change(base, entries);
    }
  }

  private void apply(Program git) throws IOException, InterruptedException {
    try {
      git.call(in -> Files.copy(patch, in), Call::text, APPLY).await();
    } catch (GitFailure e) {
      throw new GitFailure(
          "the changes.patch of " + label + " does not apply to its commit: " + e.getMessage());
    }
  }
}
