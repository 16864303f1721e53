package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Executors;

/// The real configuration parsers, on the oldest and the newest Python that is present.
final class Parsers {
  private static final String[] PACKAGES = {
    "absl-py",
    "click",
    "ConfigArgParse",
    "docopt",
    "draccus",
    "fire",
    "jsonargparse[signatures]",
    "ml_collections",
    "pyrallis",
    "simple-parsing",
    "typed-argument-parser",
    "typer",
    "tyro"
  };

  private Parsers() {}

  static List<Python> pythons() throws IOException, InterruptedException {
    return ends("parsers", PACKAGES);
  }

  /// The oldest and the newest Python with a group of packages.
  static List<Python> ends(String group, String... packages)
      throws IOException, InterruptedException {
    var all = new ArrayList<>(Python.all());
    all.sort(Comparator.comparingInt(python -> Integer.parseInt(python.version().substring(2))));
    var ends = new ArrayList<Python>();
    for (var base : new LinkedHashSet<>(List.of(all.getFirst(), all.getLast()))) {
      ends.add(Venv.with(base, group, packages));
    }
    return ends;
  }

  /// A run of a program in a project of its own, which ends as it does without the probe.
  static Observed run(Python python, Path scratch, String program, String... args)
      throws Exception {
    return run(python, project(scratch, program), args);
  }

  static Observed project(Path scratch, String program) throws Exception {
    return new Observed(Files.createTempDirectory(scratch, "run")).script("train.py", program);
  }

  static Observed run(Python python, Observed observed, String... args) throws Exception {
    var words = new ArrayList<>(List.of("train.py"));
    words.addAll(List.of(args));
    var env = new HashMap<>(observed.environment);
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      var bare = beside.submit(() -> python.run(observed.project, env, words));
      observed.run(python, words.toArray(String[]::new));
      assertThat(observed.result).isEqualTo(bare.get());
    }
    assertThat(observed.gaps()).isEmpty();
    assertThat(observed.events()).doesNotContain("\"errors\":1", "\"errors\":2");
    return observed;
  }
}
