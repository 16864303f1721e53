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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Parsers whose result is a dataclass: tyro, simple_parsing, pyrallis and draccus.
@Timeout(300)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Parsers#pythons")
class DataclassParsersIT {
  private static final String CONFIG =
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

  private static void isTheConfig(Observed run, String origin, double lr, long seed) {
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

  @Test
  void tyroWithAClass() throws Exception {
    var args = new String[] {"--seed", "5", "--optim.betas", "1", "2", "--act", "GELU"};
    isTheConfig(run("import tyro\nmain(tyro.cli(Config))\n", args), "tyro", 0.2, 5);
    var known = run("import tyro\nprint(tyro.cli(Optim, return_unknown_args=True))\n", "--what");
    assertThat(known.parameters())
        .containsOnly(entry("lr", 0.1), entry("betas", List.of(0.9, 0.99)));
    var other = run("import tyro\ntyro.cli(Optim, default=Optim(lr=7.0))\n");
    assertThat(other.parameters()).containsEntry("lr", 7.0);
    assertThat(other.sources()).containsEntry("lr", "tyro default");
    run("import tyro\ntyro.cli(Config)\n", "--nonsense");
  }

  @Test
  void tyroWithAFunction() throws Exception {
    var program =
        """
        import tyro
        def train(data: str, *, epochs: int = 3, cfg: Config = Config(seed=4)) -> None:
            main(cfg)
            if data == 'broken':
                raise ValueError(data)
        tyro.cli(train)
        """;
    var run = run(program, "--data", "d", "--cfg.seed", "6");
    assertThat(run.parameters())
        .contains(
            entry("data", "d"),
            entry("epochs", 3L),
            entry("cfg.seed", 6L),
            entry("cfg.optim.lr", 0.2));
    assertThat(run.sources())
        .containsEntry("epochs", "tyro default")
        .containsEntry("cfg.seed", "tyro")
        .containsEntry("cfg.optim.lr", "tyro, changed by the program");
    assertThat(run.seeds()).containsExactly("random.seed=6");
    assertThat(run(program, "--data", "broken").result.err())
        .contains("ValueError: broken")
        .doesNotContain("_runlog");
  }

  @ParameterizedTest
  @CsvSource({"evaluate,split,test", "train,data,d"})
  void tyroWithSubCommands(String command, String key, String value) throws Exception {
    var run =
        run(
            """
            import tyro
            def train(data: str = 'd') -> None:
                random.seed(1)
            def evaluate(split: str = 'test') -> None:
                random.seed(1)
            tyro.extras.subcommand_cli_from_dict({'train': train, 'evaluate': evaluate})
            """,
            command);
    assertThat(run.parameters()).containsOnly(entry(key, value));
    assertThat(run.seeds()).containsExactly("random.seed=1");
  }

  @Test
  void tyroWithOneOfSeveralClasses() throws Exception {
    var run = run("import tyro\nprint(tyro.cli(Union[Optim, Config]).lr)\n", "optim", "--lr", "3");
    assertThat(run.parameters()).contains(entry("lr", 3.0)).doesNotContainKey("seed");
  }
}
