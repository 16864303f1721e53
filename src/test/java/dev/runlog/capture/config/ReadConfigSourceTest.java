package dev.runlog.capture.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.runlog.capture.TestSetting;
import dev.runlog.json.Canonical;
import dev.runlog.model.Observation.Access;
import dev.runlog.model.Observation.ConfigurationFile;
import dev.runlog.model.Observation.FileUse;
import dev.runlog.model.Observation.Origin;
import dev.runlog.model.Observation.Parameter;
import dev.runlog.model.Observation.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class ReadConfigSourceTest {
  @TempDir Path project;
  private TestSetting setting;

  @BeforeEach
  void aRun() throws Exception {
    setting = new TestSetting(project).argv("python", "train.py");
  }

  private Path read(String name, String text, long pid) throws Exception {
    var file = project.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    setting.accept(new FileUse(file.toString(), Access.READ, pid));
    return file;
  }

  private List<String> told() {
    return setting.observed(ConfigurationFile.class).stream().map(f -> f.file().path()).toList();
  }

  @Test
  void aFileThatSeveralProgramsReadBelongsToTheRun() throws Exception {
    for (long pid : List.of(7L, 8L)) {
      var argv = List.of("python", pid + ".py");
      setting.accept(new Program(String.valueOf(pid), null, pid, argv, "/", 0, 1.0));
    }
    var params = read("params.yaml", "train: {n_est: 50, seed: 20170428}\n", 7);
    setting.accept(new FileUse(params.toString(), Access.READ, 8));
    read("own.yaml", "lr: 0.1\n", 8);
    setting.run(new ReadConfigSource());
    assertThat(setting.observed(Parameter.class))
        .extracting(parameter -> parameter.key() + " of " + parameter.program())
        .containsExactlyInAnyOrder("train.n_est of ", "train.seed of ", "lr of 8");
  }

  @Test
  void aFileThatTheProgramReadIsKeptAndItsValuesAreParameters() throws Exception {
    read("conf/base.yaml", "lr: 0.1\nnet: {depth: 3}\napi_key: Zq81kd93jw\n", 7);
    setting.run(new ReadConfigSource());
    var file = setting.observed(ConfigurationFile.class).getFirst().file();
    assertThat(file.path()).isEqualTo("conf/base.yaml");
    assertThat(file.hash())
        .isEqualTo(Canonical.sha256(Files.readAllBytes(project.resolve("conf/base.yaml"))));
    assertThat(Files.readString(setting.folder().resolve(file.kept())))
        .contains("lr: 0.1")
        .doesNotContain("Zq81kd93jw");
    assertThat(setting.parameters()).contains(entry("lr", 0.1), entry("net.depth", 3L));
    assertThat(setting.observed(Parameter.class))
        .allMatch(p -> p.origin() == Origin.CONFIG_FILE && p.source().equals("conf/base.yaml"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "params.json | {'x': 1}",
        "exp7.json | {'model': {'learning_rate': 0.1}}",
        "conf/a.json | {'x': 1}",
        "run.toml | x = 1",
        "settings.ini | [a]⏎x = 1",
        "params.yaml | train: {x: 1}",
        "data.yaml | nc: 3",
        "a.gin | train.lr = 0.1",
      })
  void configuration(String name, String text) throws Exception {
    read(name.strip(), text.strip().replace('⏎', '\n').replace('\'', '"'), 1);
    setting.run(new ReadConfigSource());
    assertThat(told()).containsExactly(name.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "train.json | {'lr': 1}",
        "words.json | {'the': 1, 'a': 2}",
        "annotations.json | {'lr': 1}",
        "label_map.json | {'seed': 0}",
        "results.json | {'lr': 0.1}",
        "metrics.yaml | acc: 0.1",
        "list.json | [1, 2]",
        "pyproject.toml | x = 1",
        "package.json | {'seed': 1}",
        "tokenizer_config.json | {'seed': 1}",
        ".vscode/settings.json | {'seed': 1}",
        "venv/lib/python3.11/site-packages/x/config.yaml | a: 1",
        "broken.yaml | a: [1",
        "model.txt | lr: 1",
        "mlruns/1/params.yaml | a: 1",
      })
  void noConfiguration(String name, String text) throws Exception {
    read(name.strip(), text.strip().replace('⏎', '\n').replace('\'', '"'), 1);
    setting.run(new ReadConfigSource());
    assertThat(told()).isEmpty();
    assertThat(setting.parameters()).isEmpty();
    assertThat(setting.gaps()).isEmpty();
  }

  @Test
  void whatIsLongIsData() throws Exception {
    read("config.json", "{\"lr\": [" + "1,".repeat(200) + "1]}", 1);
    var many = new StringBuilder("lr: 1\n");
    for (int i = 0; i < 600; i++) {
      many.append("k").append(i).append(": 1\n");
    }
    read("many.yaml", many.toString(), 1);
    read("config/huge.yaml", "a: " + "x".repeat(2 << 20), 1);
    setting.run(new ReadConfigSource());
    assertThat(told()).isEmpty();
  }

  @Test
  void theWeightsBesideItMakeAConfigOneOfAModel() throws Exception {
    read("bert/config.json", "{\"hidden_size\": 1}", 1);
    Files.createFile(project.resolve("bert/model.safetensors"));
    setting.run(new ReadConfigSource());
    assertThat(told()).isEmpty();
  }

  @Test
  void whatTheRunWroteIsNoConfigurationOfIt() throws Exception {
    var file = read("run/config.yaml", "lr: 1\n", 1);
    setting.accept(new FileUse(file.toString(), Access.WRITTEN, 1));
    setting.run(new ReadConfigSource());
    assertThat(told()).isEmpty();
  }

  @Test
  void aFileThatTheCommandLineNamesIsToldOnce() throws Exception {
    read("a.yaml", "lr: 1\n", 1);
    setting.argv("python", "train.py", "--config", "a.yaml");
    setting.run(new ConfigFileSource());
    setting.run(new ReadConfigSource());
    assertThat(told()).containsExactly("a.yaml");
  }

  @Test
  void eachProgramHasTheFilesThatItRead() throws Exception {
    setting.accept(new Program("1", null, 1, List.of("python", "drive.py"), "/", 0, null));
    setting.accept(new Program("2", "1", 2, List.of("python", "train.py"), "/", 0, null));
    read("one.yaml", "lr: 1\n", 1);
    read("two.yaml", "lr: 2\n", 2);
    read("worker.yaml", "lr: 3\n", 3);
    setting.run(new ReadConfigSource());
    assertThat(setting.observed(Parameter.class))
        .extracting(p -> p.program() + p.value())
        .containsExactly("11", "22");
    assertThat(told()).hasSize(3);
  }

  @Test
  void valuesThatTheProgramHoldsUnderAnotherNameAreNotToldAgain() throws Exception {
    read("model.yaml", "depth: 3\nwidth: 4\n", 1);
    setting.accept(new Parameter("model.depth", 3L, Origin.GUESSED, "config of train.py, guessed"));
    setting.accept(new Parameter("model.width", 5L, Origin.GUESSED, "config of train.py, guessed"));
    setting.run(new ReadConfigSource());
    assertThat(told()).containsExactly("model.yaml");
    assertThat(setting.parameters()).containsOnlyKeys("model.depth", "model.width");
  }

  @Test
  void theFilesThatHydraComposesHaveNoValuesOfTheirOwn() throws Exception {
    read("conf/config.yaml", "defaults: [a]\nlr: 1\n", 1);
    setting.accept(new Parameter("lr", 1L, Origin.PROGRAM, "hydra default"));
    setting.run(new ReadConfigSource());
    assertThat(told()).containsExactly("conf/config.yaml");
    assertThat(setting.parameters()).containsOnlyKeys("lr");
  }
}
