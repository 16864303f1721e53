package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Parsers whose result is a dataclass: simple_parsing, pyrallis and draccus.
@Timeout(300)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Parsers#pythons")
class DataclassParsersIT {
  static final String CONFIG =
      """
      import enum, pathlib, random, sys
      from dataclasses import dataclass, field
      from typing import List, Optional, Union
      class Act(enum.Enum):
          RELU = 'relu'
          GELU = 'gelu'
      @dataclass
      class Optim:
          lr: float = 0.1
          betas: List[float] = field(default_factory=lambda: [0.9, 0.99])
      @dataclass
      class Config:
          seed: int = 1
          optim: Optim = field(default_factory=Optim)
          act: Act = Act.RELU
          out: pathlib.Path = pathlib.Path('o')
          resume: Optional[str] = None
          steps: int = 0
          def __post_init__(self):
              self.steps = self.seed * 10
              self._cache = object()
      def main(cfg: Config):
          cfg.optim.lr *= 2
          random.seed(cfg.seed)
          print(cfg.optim.lr, cfg.act)
      """;

  private final Python python;
  @TempDir Path scratch;

  DataclassParsersIT(Python python) {
    this.python = python;
  }

  private Observed run(String call, String... args) throws Exception {
    var project = Parsers.project(scratch, CONFIG + call);
    project.script("c.yaml", "seed: 5\noptim:\n  lr: 0.5\n");
    return Parsers.run(python, project, args);
  }

  static void isTheConfig(Observed run, String origin, double lr, long seed) {
    assertThat(run.parameters())
        .containsOnly(
            entry("seed", seed),
            entry("optim.lr", lr),
            entry("optim.betas", List.of(1.0, 2.0)),
            entry("act", "__main__.Act.GELU"),
            entry("out", "o"),
            entry("resume", null),
            entry("steps", seed * 10));
    assertThat(run.sources())
        .containsEntry("optim.lr", origin + ", changed by the program")
        .containsEntry("optim.betas", origin)
        .containsEntry("act", origin)
        .containsEntry("out", origin + " default")
        .containsEntry("resume", origin + " default");
    assertThat(run.seeds()).containsExactly("random.seed=" + seed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pyrallis", "draccus"})
  void pyrallisAndDraccus(String library) throws Exception {
    var args = new String[] {"--config_path", "c.yaml", "--optim.betas", "[1, 2]", "--act", "GELU"};
    if (library.equals("draccus")) {
      args[5] = "gelu";
    }
    var wrapped = run("import %s as lib\nlib.wrap()(main)()\n".formatted(library), args);
    isTheConfig(wrapped, library, 1.0, 5);
    var parsed = run("import %s as lib\nmain(lib.parse(Config))\n".formatted(library), args);
    isTheConfig(parsed, library, 1.0, 5);
  }

  @Test
  void aChoiceOfClassesInDraccus() throws Exception {
    var run =
        run(
            """
            import draccus
            class Model(draccus.ChoiceRegistry): pass
            @Model.register_subclass('mlp')
            @dataclass
            class Mlp(Model):
                width: int = 8
            @dataclass
            class Run:
                model: Model = field(default_factory=Mlp)
            draccus.parse(Run)
            """,
            "--model.type=mlp",
            "--model.width=3");
    assertThat(run.parameters()).containsOnly(entry("model.type", "mlp"), entry("model.width", 3L));
  }

  @Test
  void simpleParsing() throws Exception {
    var one =
        run(
            "import simple_parsing\nmain(simple_parsing.parse(Config, add_config_path_arg=True))\n",
            "--betas",
            "1",
            "2",
            "--act=GELU",
            "--config_path",
            "c.yaml");
    isTheConfig(one, "simple_parsing", 1.0, 5);
    var two =
        run(
            """
            from simple_parsing import ArgumentParser
            p = ArgumentParser()
            p.add_argument('--extra', type=int, default=3)
            p.add_arguments(Config, dest='config')
            args, rest = p.parse_known_args()
            main(args.config)
            """,
            "--seed",
            "3",
            "--more");
    assertThat(two.parameters())
        .contains(entry("extra", 3L), entry("config.seed", 3L), entry("config.optim.lr", 0.2))
        .containsEntry("config.act", "__main__.Act.RELU")
        .doesNotContainKey("seed");
    assertThat(two.sources())
        .containsEntry("extra", "simple_parsing default")
        .containsEntry("config.seed", "simple_parsing")
        .containsEntry("config.act", "simple_parsing default");
  }
}
