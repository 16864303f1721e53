package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// jsonargparse, also in the version that looks at its caller's frame.
@Timeout(300)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Parsers#pythons")
class JsonargparseIT {
  private static final String TYPES =
      """
      import enum, pathlib, random
      from dataclasses import dataclass, field
      from typing import List, Optional
      from jsonargparse import ArgumentParser, CLI
      from jsonargparse.typing import Path_fr
      class Act(enum.Enum):
          RELU = 'relu'
          GELU = 'gelu'
      @dataclass
      class Optim:
          lr: float = 0.1
          betas: List[float] = field(default_factory=lambda: [0.9, 0.99])
      class Model:
          def __init__(self, depth: int = 3, act: Act = Act.RELU): pass
      class Big(Model):
          def __init__(self, width: int = 8, **kwargs): super().__init__(**kwargs)
      def train(data: str, lr: float = 0.1, amp: bool = False, optim: Optim = Optim()):
          random.seed(4)
          print(data, lr, amp)
          if data == 'broken':
              raise ValueError(data)
      def evaluate(split: str = 'test'):
          print(split)
      """;

  private final Python python;
  @TempDir Path scratch;

  JsonargparseIT(Python python) {
    this.python = python;
  }

  private Observed run(String call, String... args) throws Exception {
    var project = Parsers.project(scratch, TYPES + call);
    project.script(
        "c.yaml", "optim:\n  lr: 0.5\nmodel:\n  class_path: Model\n  init_args:\n    depth: 9\n");
    return Parsers.run(python, project, args);
  }

  @Test
  void groupsClassesFilesAndLaterChanges() throws Exception {
    var program =
        """
        p = ArgumentParser()
        p.add_argument('--config', action='config')
        p.add_argument('--seed', type=int, default=1)
        p.add_argument('--out', type=pathlib.Path, default=None)
        p.add_argument('--file', type=Optional[Path_fr])
        p.add_class_arguments(Optim, 'optim')
        p.add_subclass_arguments(Model, 'model', default={'class_path': '__main__.Big'})
        cfg = p.parse_args()
        p.instantiate_classes(cfg)
        cfg.seed += 1
        cfg.optim.lr *= 2
        """;
    var run = run(program, "--config", "c.yaml", "--file", "c.yaml", "--out", "x");
    assertThat(run.parameters())
        .containsOnly(
            entry("config", List.of("c.yaml")),
            entry("seed", 2L),
            entry("out", "x"),
            entry("file", "c.yaml"),
            entry("optim.lr", 1.0),
            entry("optim.betas", List.of(0.9, 0.99)),
            entry("model.class_path", "__main__.Model"),
            entry("model.init_args.depth", 9L),
            entry("model.init_args.act", "__main__.Act.RELU"));
    assertThat(run.sources())
        .containsEntry("seed", "jsonargparse, changed by the program")
        .containsEntry("out", "jsonargparse")
        .containsEntry("optim.lr", "jsonargparse, changed by the program")
        .containsEntry("optim.betas", "jsonargparse default");
    assertThat(run(program, "--model.width", "99").parameters())
        .contains(
            entry("model.class_path", "__main__.Big"),
            entry("model.init_args.width", 99L),
            entry("file", null));
    run(program, "--nonsense");
  }

  @Test
  void aFunctionAsTheProgram() throws Exception {
    var run = run("CLI(train)\n", "d.csv", "--lr", "3", "--optim.lr", "4");
    assertThat(run.parameters())
        .contains(
            entry("data", "d.csv"), entry("lr", 3.0), entry("amp", false), entry("optim.lr", 4.0));
    assertThat(run.sources()).containsEntry("amp", "jsonargparse default");
    assertThat(run.seeds()).containsExactly("random.seed=4");
    assertThat(run("CLI(train)\n", "broken").result.err())
        .contains("ValueError: broken")
        .doesNotContain("_runlog");
  }

  @Test
  void subCommandsStandBesideTheOtherOptions() throws Exception {
    assertThat(run("CLI([train, evaluate])\n", "evaluate").parameters())
        .contains(entry("subcommand", "evaluate"), entry("split", "test"))
        .doesNotContainKeys("lr", "data");
    var run =
        run(
            """
            p = ArgumentParser(); p.add_argument('--seed', type=int, default=1)
            t = ArgumentParser(); t.add_argument('--lr', type=float, default=0.1)
            t.add_argument('--seed', type=int, default=5); t.add_argument('--n', type=int, default=3)
            e = ArgumentParser(); e.add_argument('--split', default='test')
            s = p.add_subcommands(); s.add_subcommand('train', t); s.add_subcommand('eval', e)
            cfg = p.parse_args()
            cfg.train.lr *= 2
            """,
            "train",
            "--n",
            "4");
    assertThat(run.parameters())
        .containsOnly(
            entry("seed", 1L),
            entry("subcommand", "train"),
            entry("lr", 0.2),
            entry("train.seed", 5L),
            entry("n", 4L));
    assertThat(run.sources())
        .containsEntry("lr", "jsonargparse, changed by the program")
        .containsEntry("train.seed", "jsonargparse default")
        .containsEntry("n", "jsonargparse");
  }
}
