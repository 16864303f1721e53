package dev.runlog.cli;

import dev.runlog.model.Nearest;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import java.io.IOException;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog data`: which bytes data is made of.
final class DataCommand implements Command {
  private static final List<String> ACTIONS = List.of("hash", "check", "diff", "verify");

  /// Some files could not be read, or changed meanwhile; what was said is about the others.
  static final int INCOMPLETE = 3;

  @Override
  public String name() {
    return "data";
  }

  @Override
  public String summary() {
    return "hash data, check it, compare the data of two runs";
  }

  @Override
  public String usage() {
    return "data hash|check PATH...  |  data check|verify RUN  |  data diff RUN RUN";
  }

  @Override
  public String description() {
    return """
        hash prints the hash of each PATH: the SHA-256 of its manifest, which is byte for byte what
            cd PATH && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
        prints. What is unchanged since it was last read is not read again.
        check says what was added, removed or changed since PATH was hashed, or since RUN.
        diff compares the data of two runs, file by file.
        verify reads the bytes for which a run took the word of DVC, Git LFS, git-annex or another tool.

        The exit code is 0; 1 where something differs; 3 where files could not be read, which are
        named; 2 for wrong usage.""";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog data hash data/v3",
        "runlog data hash data/v3 -o m.txt && (cd data/v3 && sha256sum -c ../../m.txt)",
        "runlog data hash --json data/v2 data/v3",
        "runlog data check data/v3",
        "runlog data check @",
        "runlog data diff @2 @",
        "runlog data verify @",
        "runlog data hash --run @          # what was over the budget of runlog.toml");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            Opt.value(
                "o", "output", "FILE", "hash: write the manifest there; - is standard output"))
        .addOption(
            Opt.value("", "run", "RUN", "hash: complete the data of a run that was only sampled"))
        .addOption(Opt.value("", "manifest", "FILE", "check: compare with a manifest of sha256sum"))
        .addOption(Opt.flag("", "no-cache", "read every file, and keep nothing of it"))
        .addOption(Opt.flag("", "json", "print JSON"));
  }

  @Override
  public int run(CommandLine line, World world) {
    var words = line.getArgList();
    var action = words.isEmpty() ? "" : words.getFirst();
    var rest = words.isEmpty() ? words : words.subList(1, words.size());
    try (var reader = new DataReader(world, line.hasOption("no-cache"))) {
      return switch (action) {
        case "hash" -> new DataHash(line, world, reader).run(rest);
        case "check" -> new DataCheck(line, world, reader).run(rest);
        case "diff" -> new DataDiff(line, world).run(rest);
        case "verify" -> new DataVerify(line, world, reader).run(rest);
        default ->
            throw Problem.usage(
                "data: what is to be done? One of "
                    + String.join(", ", ACTIONS)
                    + Nearest.hint(action, ACTIONS)
                    + ". See 'runlog data --help'");
      };
    } catch (IOException e) {
      throw Problem.notFound("data: " + ComparedRuns.why(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.notFound("data: interrupted");
    }
  }
}
