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

/// absl's flags and `ml_collections.config_flags`.
@Timeout(300)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Parsers#pythons")
class AbslIT {
  private final Python python;
  @TempDir Path scratch;

  AbslIT(Python python) {
    this.python = python;
  }

  @Test
  void theFlagsOfTheProgramAndItsModulesButNotOfLibraries() throws Exception {
    var project =
        Parsers.project(
            scratch,
            """
            import enum, random
            from absl import app, flags, logging
            import more_flags
            class Opt(enum.Enum):
                ADAM = 1
                SGD = 2
            FLAGS = flags.FLAGS
            flags.DEFINE_float('lr', 0.1, '')
            flags.DEFINE_list('layers', ['a', 'b'], '')
            flags.DEFINE_enum_class('opt', Opt.ADAM, Opt, '')
            flags.DEFINE_string('resume', None, '')
            flags.DEFINE_bool('amp', True, '')
            flags.DEFINE_multi_integer('gpu', [0], '')
            def main(argv):
                FLAGS.lr = FLAGS.lr * 8
                random.seed(1)
                FLAGS.gpu = [5]
                print(argv[1:])
            app.run(main)
            """);
    project.script(
        "more_flags.py", "from absl import flags\nflags.DEFINE_integer('steps', 4, '')\n");
    var run = Parsers.run(python, project, "--lr=2", "--noamp", "--gpu=1", "--gpu=2", "rest");
    assertThat(run.parameters())
        .containsOnly(
            entry("lr", 16.0),
            entry("layers", List.of("a", "b")),
            entry("opt", "__main__.Opt.ADAM"),
            entry("resume", null),
            entry("amp", false),
            entry("gpu", List.of(5L)),
            entry("steps", 4L));
    assertThat(run.sources())
        .containsEntry("lr", "absl, changed by the program")
        .containsEntry("opt", "absl default")
        .containsEntry("amp", "absl")
        .containsEntry("gpu", "absl, changed by the program");
    Parsers.run(python, project, "--what=1");
  }

  @Test
  void aConfigFlagWithOverridesReferencesAndLaterChanges() throws Exception {
    var project =
        Parsers.project(
            scratch,
            """
            from absl import app, flags
            from ml_collections import config_flags
            CONFIG = config_flags.DEFINE_config_file('config', 'config.py')
            def main(argv):
                config = CONFIG.value
                with config.unlocked():
                    config.steps = 100
                    config.model.depth += 1
                print(config.twice)
            app.run(main)
            """);
    project.script(
        "config.py",
        """
        import ml_collections
        def get_config():
            c = ml_collections.ConfigDict()
            c.lr = 0.1
            c.model = ml_collections.ConfigDict({'depth': 3, 'width': 64, 'acts': ('relu', 'gelu')})
            c.twice = c.get_ref('lr') * 2
            c.name = ml_collections.config_dict.placeholder(str)
            return c
        """);
    var run = Parsers.run(python, project, "--config.model.width=128", "--config.lr=0.25");
    assertThat(run.parameters())
        .containsOnly(
            entry("config.lr", 0.25),
            entry("config.twice", 0.5),
            entry("config.model.depth", 4L),
            entry("config.model.width", 128L),
            entry("config.model.acts", List.of("relu", "gelu")),
            entry("config.name", null),
            entry("config.steps", 100L));
    assertThat(run.sources())
        .containsEntry("config.model.depth", "absl, changed by the program")
        .containsEntry("config.model.width", "absl");
  }
}
