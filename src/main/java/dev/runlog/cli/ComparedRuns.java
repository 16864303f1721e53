package dev.runlog.cli;

import dev.runlog.capture.git.CodeComparison;
import dev.runlog.json.Yaml;
import dev.runlog.model.Capture.Gap;
import dev.runlog.model.Problem;
import dev.runlog.model.Run;
import dev.runlog.model.World;
import dev.runlog.query.ComparisonFiles;
import dev.runlog.query.ComparisonFindings.FileFindings;
import dev.runlog.query.ComparisonSide;
import dev.runlog.record.Stored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a comparison needs of the run folders beside run.json.
final class ComparedRuns {
  private ComparedRuns() {}

  static Stored read(Path folder, World world) {
    return Stored.read(folder, world)
        .orElseThrow(
            () -> Problem.notFound(folder.resolve("run.json") + " cannot be read as a record"));
  }

  /// The runs' ids; their folders where two have the same.
  static List<String> labels(List<Stored> runs) {
    var ids = new HashSet<String>();
    boolean unique = runs.stream().allMatch(run -> ids.add(run.run().runId()));
    return runs.stream().map(r -> unique ? r.run().runId() : r.folder().toString()).toList();
  }

  static CodeComparison.Side code(Stored stored, String label) {
    var run = stored.run();
    var gap =
        run.capture().missing().stream()
            .filter(each -> each.field().startsWith("git"))
            .map(Gap::why)
            .findFirst()
            .orElse("");
    return new CodeComparison.Side(
        label, run.git(), stored.folder(), Path.of(run.command().cwd()), gap);
  }

  /// The sides, with configurations whole; packages are read only where they differ.
  static List<ComparisonSide> sides(List<Stored> runs, List<String> labels) {
    var hashes =
        runs.stream()
            .map(stored -> String.valueOf(stored.run().environment().get("pip_freeze_hash")))
            .collect(Collectors.toSet());
    var sides = new ArrayList<ComparisonSide>();
    for (int i = 0; i < runs.size(); i++) {
      var notes = new ArrayList<String>();
      var config = config(runs.get(i), notes);
      var packages = hashes.size() == 1 ? List.<String>of() : packages(runs.get(i), notes);
      sides.add(new ComparisonSide(labels.get(i), runs.get(i).run(), config, packages, notes));
    }
    return sides;
  }

  private static Map<String, @Nullable Object> config(Stored stored, List<String> notes) {
    var config = stored.run().config();
    if (config.truncated() == null) {
      return config.resolved();
    }
    try {
      return Yaml.read(Files.readString(stored.folder().resolve("config_resolved.yaml")));
    } catch (IOException e) {
      notes.add("only a part of its configuration is known: config_resolved.yaml: " + why(e));
      return config.resolved();
    }
  }

  private static List<String> packages(Stored stored, List<String> notes) {
    if (stored.run().environment().get("pip_freeze_hash") == null) {
      return List.of();
    }
    try {
      var bytes = Files.readAllBytes(stored.folder().resolve("requirements_freeze.txt"));
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      notes.add("its packages are not known: requirements_freeze.txt: " + why(e));
      return List.of();
    }
  }

  /// Which files of the data differ from those of the first run.
  static List<FileFindings> files(List<Stored> runs) {
    var found = new ArrayList<FileFindings>();
    for (var other : runs.subList(1, runs.size())) {
      found.add(files(runs.getFirst(), other));
    }
    return found;
  }

  private static FileFindings files(Stored before, Stored after) {
    var was = manifest(before.run());
    var is = manifest(after.run());
    if (was == null || is == null || Objects.equals(hash(before.run()), hash(after.run()))) {
      return new FileFindings(null, null);
    }
    try (var a = Files.lines(before.folder().resolve(was), StandardCharsets.ISO_8859_1);
        var b = Files.lines(after.folder().resolve(is), StandardCharsets.ISO_8859_1)) {
      return new FileFindings(shown(ComparisonFiles.between(a.iterator(), b.iterator())), null);
    } catch (IOException | UncheckedIOException e) {
      return new FileFindings(null, "data_manifest.txt: " + why(e));
    } catch (IllegalArgumentException e) {
      return new FileFindings(null, "data_manifest.txt cannot be used: " + e.getMessage());
    }
  }

  private static @Nullable String manifest(Run run) {
    return run.data() == null ? null : run.data().manifest();
  }

  private static @Nullable String hash(Run run) {
    return run.data() == null ? null : run.data().hash();
  }

  /// Names were compared as bytes; people read them as UTF-8.
  private static ComparisonFiles shown(ComparisonFiles files) {
    return new ComparisonFiles(
        files.same(),
        files.added(),
        files.removed(),
        files.changed(),
        decoded(files.firstAdded()),
        decoded(files.firstRemoved()),
        decoded(files.firstChanged()));
  }

  private static List<String> decoded(List<String> names) {
    return names.stream()
        .map(name -> new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
        .toList();
  }

  static String why(Exception e) {
    return switch (e) {
      case java.nio.file.NoSuchFileException gone -> "it is not there";
      case java.nio.file.AccessDeniedException denied -> "that is not allowed: " + denied.getFile();
      case java.nio.file.FileSystemException other when other.getReason() != null ->
          other.getReason() + ": " + other.getFile();
      case IOException io when io.getMessage() != null -> io.getMessage();
      default -> e.toString();
    };
  }
}
