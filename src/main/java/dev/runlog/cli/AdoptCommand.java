package dev.runlog.cli;

import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.plan.Request;
import dev.runlog.record.Adoption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `runlog adopt`: a record of what ran without runlog.
final class AdoptCommand implements Command {

  @Override
  public String name() {
    return "adopt";
  }

  @Override
  public String summary() {
    return "make a record of a run that was not recorded";
  }

  @Override
  public String usage() {
    return "adopt [OPTIONS] DIR|FILE...";
  }

  @Override
  public String description() {
    return """
        Makes a record, as far as possible, of a run that ran without runlog: each DIR is one run, all
        FILEs together are one. Read are Hydra's .hydra, Lightning's hparams.yaml, Hugging Face's
        trainer_state.json, Sacred's file storage, TensorBoard files, tables of results and logs; the
        times of the files; the commit that was checked out then, by Git's reflog; what was typed then,
        by the shell's history where it keeps times.

        What was told from these and not observed is listed in capture.inferred, with the reason; what
        nothing tells is listed in capture.missing. A folder that was adopted before is left alone.""";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "runlog adopt outputs/2026-01-30/12-01-07",
        "runlog adopt lightning_logs/version_*",
        "runlog adopt -m \"the baseline of the paper\" --name baseline results.csv train.log");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            Opt.value(
                "n", "name", "NAME", "the last part of the run id; default: the folder's name"))
        .addOption(
            Opt.value("m", "message", "TEXT", "what the run should show: the Hypothesis of run.md"))
        .addOption(Opt.value("t", "tag", "TAG", "a tag; may be given several times"));
  }

  @Override
  public int run(CommandLine line, World world) {
    if (line.getArgList().isEmpty()) {
      throw Problem.usage("adopt: which folder or files?");
    }
    var files = new ArrayList<Path>();
    for (var word : line.getArgList()) {
      var path = world.cwd().resolve(word);
      if (Files.isDirectory(path)) {
        adopt(path, List.of(path), line, world);
      } else if (Files.isRegularFile(path)) {
        files.add(path);
      } else {
        throw Problem.notFound("adopt: there is no " + word);
      }
    }
    if (!files.isEmpty()) {
      together(files, line, world);
    }
    return 0;
  }

  private static void adopt(Path folder, List<Path> named, CommandLine line, World world) {
    var paths = named.stream().map(path -> path.toAbsolutePath().normalize()).toList();
    var what = String.join(", ", paths.stream().map(Path::toString).toList());
    var name = line.getOptionValue("name", String.valueOf(paths.getFirst().getFileName()));
    var tags = line.getOptionValues("tag");
    var request =
        new Request(
            List.of(name),
            name,
            line.getOptionValue("message"),
            null,
            null,
            tags == null ? List.of() : List.of(tags),
            List.of(),
            null,
            true,
            true);
    try {
      boolean isWhole = paths.equals(List.of(folder.toAbsolutePath().normalize()));
      var adopted = Adoption.adopt(folder, isWhole ? List.of() : paths, what, request, world);
      world
          .err()
          .println(
              "runlog: "
                  + what
                  + (adopted.again() ? " was adopted before: " : " is now ")
                  + adopted.run().getFileName());
    } catch (IOException e) {
      throw Problem.notFound("adopt: " + what + ": " + e.getMessage());
    }
  }

  /// Files from anywhere, with their times, in a folder of their own for as long as it takes.
  private static void together(List<Path> files, CommandLine line, World world) {
    try {
      var folder = Files.createTempDirectory("runlog-adopt-");
      try {
        for (var file : files) {
          Files.copy(
              file,
              folder.resolve(String.valueOf(file.getFileName())),
              StandardCopyOption.COPY_ATTRIBUTES);
        }
        adopt(folder, files, line, world);
      } finally {
        for (var file : files) {
          Files.deleteIfExists(folder.resolve(String.valueOf(file.getFileName())));
        }
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw Problem.notFound("adopt: " + e.getMessage());
    }
  }
}
