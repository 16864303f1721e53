package dev.runlog.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What the files of a project say about how it trains, as the text of a runlog.toml.
final class Experiments {
  private static final int MOST = 2_000;
  private static final Set<String> DATA = Set.of("data", "dataset", "datasets");
  private static final Pattern TARGET =
      Pattern.compile("(?m)^(train[\\w-]*|experiments?)\\s*:(?!=)");

  private final Set<String> files = new TreeSet<>();
  private final Set<String> data = new TreeSet<>();
  private final Path project;

  /// Looks at the project's folder and those in it.
  Experiments(Path project) {
    this.project = project;
    look(project, "", 2);
  }

  private void look(Path folder, String prefix, int depth) {
    try (var children = Files.newDirectoryStream(folder)) {
      for (var child : children) {
        var name = child.getFileName().toString();
        if (name.startsWith(".") || files.size() > MOST) {
          continue;
        }
        if (!Files.isDirectory(child)) {
          files.add(prefix + name);
        } else if (prefix.isEmpty() && DATA.contains(name)) {
          data.add(name);
        } else if (depth > 1 && !Files.exists(child.resolve("pyvenv.cfg"))) {
          look(child, prefix + name + "/", depth - 1);
        }
      }
    } catch (IOException e) {
      // a folder that cannot be read has nothing to propose
    }
  }

  private List<String> patterns() {
    var found = new ArrayList<String>();
    found.add("python* train*.py");
    found.add("python* -m *train*");
    add(found, "python* main.py", "(.*/)?main\\.py");
    add(found, "python* run*.py", "(.*/)?run[^/]*\\.py");
    add(found, "python* finetune*.py", "(.*/)?finetune[^/]*\\.py");
    found.add("torchrun");
    found.add("accelerate launch");
    add(found, "./run*.sh", "run[^/]*\\.sh");
    add(found, "./train*.sh", "train[^/]*\\.sh");
    add(found, "*sh run*.sh", "(.*/)?run[^/]*\\.sh");
    add(found, "*sh train*.sh", "(.*/)?train[^/]*\\.sh");
    add(found, "Rscript train*.R", "(.*/)?train[^/]*\\.R");
    add(found, "julia train*.jl", "(.*/)?train[^/]*\\.jl");
    targets().forEach(target -> found.add("make " + target));
    return found;
  }

  private void add(List<String> found, String pattern, String file) {
    if (files.stream().anyMatch(name -> name.matches(file))) {
      found.add(pattern);
    }
  }

  private Set<String> targets() {
    var targets = new TreeSet<String>();
    for (var name : List.of("Makefile", "makefile", "GNUmakefile")) {
      if (files.contains(name)) {
        try {
          var matcher = TARGET.matcher(Files.readString(project.resolve(name)));
          while (matcher.find()) {
            targets.add(matcher.group(1));
          }
        } catch (IOException e) {
          // one that cannot be read has no targets
        }
      }
    }
    return targets;
  }

  /// The setting alone, with what it means.
  String setting() {
    var text = new StringBuilder();
    text.append(
        """
        # Command lines that are experiments: with 'runlog hook' they are recorded without being asked.
        # These are their first words; * and ? stand for anything in a word; options may stand between
        # them; a word without a slash fits a file in any folder.
        experiments = [
        """);
    patterns().forEach(pattern -> text.append("  \"").append(pattern).append("\",\n"));
    return text.append("]\n").toString();
  }

  /// A whole runlog.toml.
  String file() {
    var folders = data.isEmpty() ? Set.of("data/v3") : data;
    return """
    # Settings of runlog for this project, all optional. More: runlog's docs/reference/settings.md

    # Where run folders are made.
    output = "outputs"

    %s
    # Data that every run reads: each of its files is hashed before the run.
    # data = ["%s"]

    # Further names whose values are secrets; runlog knows token, password and the like.
    # redact = ["lab_pin"]
    """
        .formatted(setting(), String.join("\", \"", folders));
  }
}
