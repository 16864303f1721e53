package dev.runlog.capture.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.capture.TestSetting;
import dev.runlog.json.Canonical;
import dev.runlog.json.Json;
import dev.runlog.model.Git;
import dev.runlog.model.Observation.Code;
import dev.runlog.model.Observation.ConfigurationFile;
import dev.runlog.model.Observation.Origin;
import dev.runlog.model.Observation.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ConfigFileSourceTest {
  @TempDir Path project;

  private TestSetting observe(String... argv) throws Exception {
    return new TestSetting(project).argv(argv).run(new ConfigFileSource());
  }

  private TestSetting read(String name, String content) throws Exception {
    Files.writeString(project.resolve(name), content);
    return observe("python", "train.py", "--config", name);
  }

  private static String line(TestSetting setting) {
    return Json.line(new TreeMap<>(setting.parameters()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x.yaml | a: {b: 1, c: [1, {d: 2}]}          | {'a.b':1,'a.c':[1,{'d':2}]}",
        "x.yml  | a: yes⏎b: off⏎c: 'yes'⏎on: 1        | {'a':true,'b':false,'c':'yes','on':1}",
        "x.yaml | lr: 1e-3⏎wd: 1.0e-4⏎m: 1_000⏎o: 010 | {'lr':0.001,'m':1000,'o':8,'wd':0.0001}",
        "x.yaml | a: 1:30⏎b: 2024-01-01⏎c: ~⏎d:⏎e: ''   | {'a':90,'b':'2024-01-01','c':null,'d':null,'e':''}",
        "x.yaml | a: &x {p: 1, q: 2}⏎b: {<<: *x, q: 3} | {'a.p':1,'a.q':2,'b.p':1,'b.q':3}",
        "x.yaml | a: !!python/tuple [1, 2]⏎b: !!python/object:os.system {x: 1}⏎c: !foo 12 | {'a':[1,2],'b.x':1,'c':'12'}",
        "x.yaml | a: !!str 12⏎b: .inf⏎c: .nan⏎d: 1.    | {'a':'12','b':'Infinity','c':'NaN','d':1.0}",
        "x.yaml | a: 1⏎---⏎b: 2⏎a: 3                    | {'a':3,'b':2}",
        "x.yaml | 1: x⏎true: y⏎a: {}⏎b: []               | {'1':'x','a':{},'b':[],'true':'y'}",
        "x.yaml | # nothing                           | {}",
        "x.json | {'a': {'b': [1, 2.5]}, 'n': NaN, 'i': -Infinity, 'z': null} | {'a.b':[1,2.5],'i':'-Infinity','n':'NaN','z':null}",
        "x.toml | a = 1⏎[o.p]⏎lr = 1e-3⏎d = 2024-01-01⏎[[l]]⏎x = 1⏎[[l]]⏎x = 2 | {'a':1,'l':[{'x':1},{'x':2}],'o.p.d':'2024-01-01','o.p.lr':0.001}",
        "x.toml | a = { b = [1, [2]] }⏎c.d = true⏎e = inf | {'a.b':[1,[2]],'c.d':true,'e':'Infinity'}",
        "x.ini  | [DEFAULT]⏎s = 1⏎[a]⏎LR = 1e-3⏎; no⏎t: x y⏎[b]⏎s = 2 | {'a.lr':0.001,'a.s':1,'a.t':'x y','b.s':2}",
        "x.cfg  | top = 1⏎[layer]⏎n = 1⏎[layer]⏎n = 2⏎m =⏎  3⏎  4 | {'layer.n':1,'layer_2.m':'3\\n4','layer_2.n':2,'top':1}",
        "x.conf | # only⏎a = true                      | {'a':true}",
      })
  void filesOfEveryFormatAreRead(String name, String content, String expected) throws Exception {
    var setting =
        read(
            name.strip(),
            content.replace('⏎', '\n').replace('\'', name.contains("json") ? '"' : '\''));
    assertThat(setting.gaps()).isEmpty();
    assertThat(line(setting)).isEqualTo(expected.replace('\'', '"'));
    assertThat(setting.observed(Parameter.class))
        .allMatch(p -> p.origin() == Origin.CONFIG_FILE && p.source().equals(name.strip()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--config x.yaml",
        "--config=x.yaml",
        "-c x.yaml",
        "x.yaml",
        "config=x.yaml",
        "@x.yaml",
        "--cfg ./x.yaml",
        "--config y.toml,x.yaml",
        "--config-name x",
        "-cn x.yaml",
        "--config-path . --config-name x",
        "+experiment=x.yaml"
      })
  void aFileIsFoundHoweverItIsNamed(String how) throws Exception {
    Files.writeString(project.resolve("x.yaml"), "a: 1\n");
    var setting = observe(("python train.py " + how).split(" "));
    assertThat(setting.parameters()).containsEntry("a", 1L);
    assertThat(setting.observed(ConfigurationFile.class))
        .extracting(f -> f.file().path(), ConfigurationFile::main)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("x.yaml", true));
  }

  @Test
  void hydrasFolderIsBesideTheScript() throws Exception {
    Files.createDirectories(project.resolve("src/conf"));
    Files.writeString(project.resolve("src/conf/exp.yaml"), "lr: 0.5\n");
    assertThat(observe("python", "src/train.py", "--config-name", "exp").parameters())
        .containsEntry("lr", 0.5);
  }

  @Test
  void dataAndResultsAreNoConfiguration() throws Exception {
    Files.writeString(project.resolve("d.json"), "{\"a\": 1}");
    var setting =
        observe("python", "t.py", "--data", "d.json", "--output=d.json", "metrics_file=d.json");
    assertThat(setting.observed()).isEmpty();
  }

  @Test
  void aVocabularyIsNoConfigurationUnlessItIsCalledOne() throws Exception {
    Files.writeString(project.resolve("vocab.json"), "{\"a\": 1}");
    Files.writeString(project.resolve("class_labels.json"), "{\"b\": 2}");
    assertThat(observe("python", "t.py", "--vocab=vocab.json", "class_labels.json").observed())
        .isEmpty();
    assertThat(observe("python", "t.py", "--config", "class_labels.json").parameters())
        .containsEntry("b", 2L);
  }

  @Test
  void theFileIsIdentifiedByItsBytesAndTheFirstConfigOptionIsTheMainOne() throws Exception {
    Files.writeString(project.resolve("a.yaml"), "a: 1\n");
    Files.writeString(project.resolve("b.yaml"), "b: 1\n");
    var files =
        observe("t", "--model", "a.yaml", "--config", "b.yaml").observed(ConfigurationFile.class);
    assertThat(files).extracting(ConfigurationFile::main).containsExactly(false, true);
    assertThat(files.getLast().file().hash()).isEqualTo(Canonical.sha256("b: 1\n".getBytes()));
    assertThat(files.getLast().file().kept()).isEqualTo("config/b.yaml");
  }

  @Test
  void theKeptCopyHasNoSecrets() throws Exception {
    var setting =
        read(
            "x.yaml",
            "wandb:\n  api_key: Zq81kd93jw\nsecrets:\n  db: opensesame\nmax_tokens: 16\n");
    var copy = Files.readString(setting.folder().resolve("config/x.yaml"));
    var mask = setting.redactor();
    assertThat(copy)
        .isEqualTo(
            "wandb:\n  api_key: "
                + mask.mask("Zq81kd93jw")
                + "\nsecrets:\n  db: "
                + mask.mask("opensesame")
                + "\nmax_tokens: 16\n");
    assertThat(setting.parameters()).containsEntry("secrets.db", mask.mask("opensesame"));
    assertThat(setting.parameters()).containsEntry("max_tokens", 16L);
  }

  @Test
  void twoFilesOfOneNameAreBothKept() throws Exception {
    for (var folder : List.of("a", "b")) {
      Files.createDirectories(project.resolve(folder));
      Files.writeString(project.resolve(folder + "/x.yaml"), folder + ": 1\n");
    }
    var setting = observe("t", "--config", "a/x.yaml", "--config", "b/x.yaml");
    assertThat(setting.observed(ConfigurationFile.class))
        .extracting(f -> f.file().kept())
        .containsExactly("config/x.yaml", "config/x_2.yaml");
  }

  @Test
  void whatGitHasIsNotKeptAgain() throws Exception {
    Files.writeString(project.resolve("x.yaml"), "a: 1\n");
    Files.writeString(project.resolve("ignored.yaml"), "a: 1\n");
    Files.writeString(project.resolve(".gitignore"), "ignored.yaml\noutputs\n");
    git("init", "-q");
    git("add", "x.yaml", ".gitignore");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x");
    var kept = new TreeMap<String, String>();
    for (boolean dirty : new boolean[] {false, true}) {
      var setting = new TestSetting(project).argv("t", "--config", "x.yaml", "ignored.yaml");
      setting.accept(code(dirty));
      setting.run(new ConfigFileSource());
      setting
          .observed(ConfigurationFile.class)
          .forEach(f -> kept.put(f.file().path() + dirty, String.valueOf(f.file().kept())));
    }
    assertThat(kept)
        .containsEntry("x.yamlfalse", "null")
        .containsEntry("ignored.yamlfalse", "config/ignored.yaml")
        .hasEntrySatisfying("x.yamltrue", path -> assertThat(path).startsWith("config/x"));
  }

  private static Code code(boolean dirty) {
    return new Code(
        new Git(
            "0".repeat(40), null, dirty, null, null, null, null, List.of(), List.of(), List.of()));
  }

  private void git(String... words) throws Exception {
    var command = new java.util.ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    var process = new ProcessBuilder(command).directory(project.toFile()).inheritIO().start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x.yaml | a: [1, 2         | line 1 column 9",
        "x.yaml | a: b: c          | line 1 column 5",
        "x.yaml | a: &a [*a]       | nested deeper",
        "x.yaml | - 1              | holds no named values",
        "x.yaml | just words       | holds no named values",
        "x.json | {'a': 1          | line 1 column",
        "x.json | [1, 2]           | holds no named values",
        "x.toml | a = ⏎b = 2       | x.toml",
        "x.toml | a = 1⏎a = 2      | x.toml",
        "x.ini  | [a]⏎what is this | line 2",
      })
  void aFileThatCannotBeReadIsAGapWithThePosition(String name, String content, String why)
      throws Exception {
    var setting = read(name.strip(), content.replace('⏎', '\n').replace('\'', '"'));
    assertThat(setting.gaps())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("config.files: " + name.strip())
        .contains(why);
    assertThat(setting.observed(ConfigurationFile.class)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"x.yaml", "x.json", "x.toml", "x.ini"})
  void hostileFilesAreGapsAndNeverMore(String name) throws Exception {
    for (var unit :
        List.of(
            "[", "{\"a\":", "a: {", "- ", "a = [", "[a.", "\u0000", "? ", "&a ", "!!x ", "'",
            "\"\"\"", "a.b.")) {
      var setting = read(name, unit.repeat(2_000_000 / unit.length()));
      assertThat(setting.observed(ConfigurationFile.class)).as(unit).hasSize(1);
      Files.delete(project.resolve(name));
    }
  }

  @Test
  void anAliasBombIsBounded() throws Exception {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a" + i + ": &a" + i + " [")
          .append(("*a" + (i - 1) + ", ").repeat(10))
          .append("]\n");
    }
    assertThat(read("x.yaml", bomb.toString()).gaps())
        .singleElement()
        .asString()
        .contains("more values");
  }

  @Test
  void whatIsNoReadableFileIsAGap() throws Exception {
    Files.createDirectories(project.resolve("folder.yaml"));
    Files.write(project.resolve("binary.yaml"), new byte[] {'a', ':', ' ', (byte) 0xff, 0});
    Files.write(project.resolve("huge.json"), new byte[5 << 20]);
    assertThat(
            new ProcessBuilder("mkfifo", "pipe.toml").directory(project.toFile()).start().waitFor())
        .isZero();
    Files.createSymbolicLink(project.resolve("loop.ini"), Path.of("loop.ini"));
    var setting =
        observe(
            "t",
            "--config",
            "folder.yaml",
            "-c",
            "binary.yaml",
            "huge.json",
            "pipe.toml",
            "loop.ini");
    assertThat(setting.gaps())
        .containsExactlyInAnyOrder(
            "config.files: folder.yaml is a folder",
            "config.files: binary.yaml is not UTF-8 text at byte 3",
            "config.files: huge.json is larger than 4 MiB (5242880 bytes)",
            "config.files: pipe.toml is not a regular file");
  }

  @Test
  void theFileIsReadBeforeTheCommandChangesIt() throws Exception {
    Files.writeString(project.resolve("x.yaml"), "a: 1\n");
    var setting = new TestSetting(project).argv("t", "x.yaml");
    var source = new ConfigFileSource();
    source.before(setting, setting);
    Files.writeString(project.resolve("x.yaml"), "a: 2\n");
    source.during(setting, setting);
    assertThat(setting.parameters()).containsEntry("a", 1L);
  }
}
