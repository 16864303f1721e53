package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.runlog.cli.Cli;
import dev.runlog.model.Observation.Metric;
import dev.runlog.model.Observation.Parameter;
import dev.runlog.model.Observation.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(600)
@ParameterizedClass
@MethodSource("pythons")
class ConfigLibrariesIT {
  private final Python python;
  @TempDir Path scratch;

  ConfigLibrariesIT(Python base) throws Exception {
    python =
        Venv.with(
            base,
            "configs",
            "setuptools<81",
            "wheel",
            "hydra-core",
            "gin-config",
            "sacred",
            "yacs",
            "mmengine-lite",
            "ml_collections",
            "python-box",
            "addict",
            "easydict",
            "munch");
  }

  /// The oldest and the newest that are here.
  static Stream<Python> pythons() {
    var all = new ArrayList<>(Python.all());
    all.sort(
        (a, b) ->
            Integer.compare(
                Integer.parseInt(a.version().substring(2)),
                Integer.parseInt(b.version().substring(2))));
    return Stream.of(all.getFirst(), all.getLast()).distinct();
  }

  private Observed run(Observed observed, String program, String... args) throws Exception {
    observed.script("train.py", program);
    var words = new ArrayList<>(List.of("train.py"));
    words.addAll(List.of(args));
    observed.run(python, words.toArray(String[]::new));
    assertThat(observed.result.exit()).as(observed.result.err()).isZero();
    assertThat(observed.events()).contains("\"errors\":0");
    return observed;
  }

  private Observed hydra() throws Exception {
    return new Observed(scratch)
        .script(
            "conf/config.yaml",
            """
            defaults:
              - model: small
              - _self_
            lr: 0.1
            wd: ${lr}
            name: run_${model.name}_${lr}
            user: ${eval:1}
            """)
        .script("conf/model/small.yaml", "name: small\ndepth: 2\n")
        .script("conf/model/large.yaml", "name: large\ndepth: 20\nrate: ${..lr}\n");
  }

  private static final String HYDRA =
      """
      import hydra, random, os
      from omegaconf import OmegaConf
      OmegaConf.register_new_resolver('eval', lambda x: print('resolved') or x)
      @hydra.main(config_path='conf', config_name='config', version_base=None)
      def main(cfg):
          random.seed(int(cfg.lr * 10))
          OmegaConf.set_struct(cfg, False)
          cfg.world = 2
      main()
      """;

  @Test
  void theComposedConfigurationOfHydraIsThereWithOverridesAndLaterChanges() throws Exception {
    var observed = run(hydra(), HYDRA, "lr=0.5", "model=large", "hydra.run.dir=o", "+x.y=[1,2]");
    assertThat(observed.result.out()).isEmpty();
    assertThat(observed.parameters())
        .containsOnly(
            entry("model.name", "large"),
            entry("model.depth", 20L),
            entry("model.rate", 0.5),
            entry("lr", 0.5),
            entry("wd", 0.5),
            entry("name", "run_large_0.5"),
            entry("user", "${eval:1}"),
            entry("x.y", List.of(1L, 2L)),
            entry("world", 2L));
    assertThat(observed.sources())
        .containsEntry("lr", "hydra")
        .containsEntry("wd", "hydra default")
        .containsEntry("world", "hydra, changed by the program");
  }

  @Test
  void everyJobOfAMultirunIsAProgramOfItsOwn() throws Exception {
    var observed =
        run(
            hydra(),
            HYDRA,
            "-m",
            "lr=0.1,0.2",
            "hydra.output_subdir=null",
            "hydra.sweep.dir=m",
            "hydra.job.chdir=true");
    var jobs = new LinkedHashMap<String, Object>();
    observed.observed(Parameter.class).stream()
        .filter(p -> p.key().equals("lr"))
        .forEach(p -> jobs.put(p.program().replaceAll(".*:", ""), String.valueOf(p.value())));
    assertThat(jobs).isEqualTo(Map.of("0", "0.1", "1", "0.2"));
    assertThat(observed.seeds()).containsExactly("random.seed=1", "random.seed=2");
    assertThat(observed.observed(Program.class).stream().map(Program::id).distinct()).hasSize(3);
  }

  @Test
  void aJobThatFailsFailsAsWithoutUs() throws Exception {
    var observed =
        hydra().script("train.py", HYDRA.replace("cfg.world = 2", "raise ValueError('x')"));
    var bare = observed.bare(python, "train.py", "hydra.run.dir=o");
    observed.run(python, "train.py", "hydra.run.dir=o");
    assertThat(observed.result).isEqualTo(bare);
    assertThat(observed.parameters()).containsEntry("lr", 0.1);
  }

  @Test
  void whatOmegaConfMergesIsInForce() throws Exception {
    var observed = new Observed(scratch).script("a.yaml", "lr: 0.1\nm: {d: 3, w: '${lr}'}\n");
    run(
        observed,
        """
        from dataclasses import dataclass
        from omegaconf import OmegaConf
        @dataclass
        class Schema:
            lr: float = 1.0
            epochs: int = 5
            note: str = '???'
        def main():
            base = OmegaConf.structured(Schema)
            OmegaConf.set_struct(base, False)
            cfg = OmegaConf.merge(base, OmegaConf.load('a.yaml'), OmegaConf.from_cli())
            cfg.epochs = 9
            open('out.txt', 'w').close()
        main()
        """,
        "lr=0.2");
    assertThat(observed.parameters())
        .containsOnly(
            entry("lr", 0.2),
            entry("epochs", 9L),
            entry("note", "???"),
            entry("m.d", 3L),
            entry("m.w", 0.2));
  }

  @Test
  void ginSaysWhatIsBoundAndWhatIsUsed() throws Exception {
    var observed =
        new Observed(scratch).script("a.gin", "BASE = 0.5\ntrain.lr = %BASE\ntrain.opt = @adam\n");
    run(
        observed,
        """
        import gin
        @gin.configurable
        def train(lr=0.1, epochs=3, opt=None): opt()
        @gin.configurable
        def adam(beta=0.9): pass
        gin.parse_config_files_and_bindings(['a.gin'], ['train.epochs=4'])
        train()
        """);
    assertThat(observed.parameters())
        .containsOnly(
            entry("BASE", 0.5),
            entry("train.lr", 0.5),
            entry("train.opt", "@adam"),
            entry("train.epochs", 4L),
            entry("adam.beta", 0.9));
    assertThat(observed.sources())
        .containsEntry("adam.beta", "gin default")
        .containsEntry("train.epochs", "gin");
  }

  @Test
  void sacredSaysItsConfigurationAndItsMetrics() throws Exception {
    var observed =
        run(
            new Observed(scratch),
            """
            from sacred import Experiment
            ex = Experiment('x', save_git_info=False)
            @ex.config
            def cfg():
                lr = 0.1
                net = {'d': 3}
            @ex.automain
            def run(_run, lr, net):
                _run.log_scalar('loss', 0.5, 1)
                ex.log_scalar('acc', 0.7)
            """,
            "with",
            "lr=0.5",
            "seed=7");
    assertThat(observed.parameters())
        .containsOnly(entry("lr", 0.5), entry("net.d", 3L), entry("seed", 7L));
    assertThat(observed.observed(Metric.class))
        .extracting(m -> m.point().name() + "=" + m.point().value())
        .containsExactly("loss=0.5", "acc=0.7");
  }

  @Test
  void containersOfOtherLibrariesAreFollowed() throws Exception {
    var observed =
        new Observed(scratch).script("mm.py", "model = dict(type='R', depth=50)\nbs = 8\n");
    run(
        observed,
        """
        from yacs.config import CfgNode
        from mmengine import Config
        from easydict import EasyDict
        from box import Box
        from addict import Dict
        from munch import munchify
        from ml_collections import ConfigDict
        base = CfgNode(); base.LR = 0.1; base.NET = CfgNode(); base.NET.D = 3
        def node():
            cfg = base.clone(); cfg.merge_from_list(['LR', 0.2]); cfg.NET.D = 5; cfg.freeze(); return cfg
        def file():
            cfg = Config.fromfile('mm.py'); cfg.bs = 16; return cfg
        kept = node(), file()
        opt = EasyDict(a=1, b={'c': 2})
        args = Box({'e': {'f': 1}})
        hparams = Dict(); hparams.g.h = 3
        settings = munchify({'i': 1})
        config = ConfigDict({'j': {'k': 1}})
        """);
    assertThat(observed.parameters())
        .containsOnly(
            entry("LR", 0.2),
            entry("NET.D", 5L),
            entry("model.type", "R"),
            entry("model.depth", 50L),
            entry("bs", 16L),
            entry("a", 1L),
            entry("b.c", 2L),
            entry("e.f", 1L),
            entry("g.h", 3L),
            entry("i", 1L),
            entry("j.k", 1L));
  }

  /// Stages of a pipeline as DVC and Kedro have them: each reads its part of one file.
  @Test
  void aParamsYamlIsTheRunsAndEveryStageKeepsItsSeed() {
    Assumptions.assumeTrue(python.isAtLeast(9), "files are watched from Python 3.9 on");
    var cli = new Cli(scratch.resolve("stages"));
    cli.file(
        "params.yaml", "prepare: {split: 0.2, seed: 11}\ntrain: {n_est: 50, lr: 0.1, seed: 12}\n");
    cli.file(
        "stage.py",
        """
        import random, sys, yaml
        params = yaml.safe_load(open('params.yaml'))[sys.argv[1]]
        random.seed(params['seed'])
        if 'lr' in params: print('loss: %.3f' % (params['lr'] / 2))
        """);
    cli.file("all.sh", "set -e\n\"$1\" stage.py prepare\n\"$1\" stage.py train\n");
    var ended = cli.runlog("run", "--quiet", "--", "sh", "all.sh", python.executable().toString());
    assertThat(ended.code()).as(ended.childErr()).isZero();
    var run = Cli.record(cli.onlyRun());
    assertThat(Cli.field(run, "config.resolved"))
        .isEqualTo(
            Map.of(
                "prepare", Map.of("split", 0.2, "seed", 11L),
                "train", Map.of("n_est", 50L, "lr", 0.1, "seed", 12L)));
    assertThat(((Map<?, ?>) Cli.field(run, "config.sources")).values())
        .allMatch("params.yaml"::equals);
    var seeds =
        ((List<?>) run.get("children"))
            .stream().map(child -> ((Map<?, ?>) child).get("seeds")).toList();
    assertThat(seeds).isEqualTo(List.of(Map.of("random.seed", 11L), Map.of("random.seed", 12L)));
    assertThat(Cli.field(run, "metrics.loss")).isEqualTo(0.05);
  }
}
