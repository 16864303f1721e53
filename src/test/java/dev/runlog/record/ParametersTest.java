package dev.runlog.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.json.Canonical;
import dev.runlog.model.Observation.Origin;
import dev.runlog.model.Observation.Parameter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParametersTest {
  private final Parameters parameters = new Parameters(new Programs());

  private void add(String key, Object value, Origin origin, String source) {
    parameters.add(new Parameter(key, value, origin, source));
  }

  @Test
  void theProgramWinsOverTheCommandLineWhichWinsOverFiles() {
    add("lr", 0.1, Origin.CONFIG_FILE, "a.yaml");
    add("optimizer.name", "sgd", Origin.CONFIG_FILE, "a.yaml");
    add("lr", 0.2, Origin.COMMAND_LINE, "command line");
    assertThat(parameters.resolved()).hasToString("{lr=0.2, optimizer={name=sgd}}");
    add("lr", 0.25, Origin.PROGRAM, "argparse");
    add("decay", null, Origin.PROGRAM, "argparse default");
    assertThat(parameters.resolved()).hasToString("{lr=0.25, optimizer={name=sgd}, decay=null}");
    var section = parameters.section(parameters.resolved());
    assertThat(section.sources())
        .containsEntry("lr", "argparse")
        .containsEntry("decay", "argparse default");
    assertThat(section.overrides()).isEqualTo(Map.of("lr", 0.2));
    assertThat(section.hash()).isEqualTo(Canonical.hash(section.resolved()));
  }

  @Test
  void guessesFromTheCommandLineGoWhereTheProgramHasSpoken() {
    add("verbose", "x.txt", Origin.COMMAND_LINE, "command line");
    add("input", "x.txt", Origin.PROGRAM, "argparse");
    assertThat(parameters.resolved()).hasToString("{input=x.txt}");
  }

  @Test
  void whatTheProgramWasSeenToHoldWinsOverTheFileThatItReadItFrom() {
    add("lr", 0.2, Origin.GUESSED, "config of train.py, guessed");
    add("lr", 0.1, Origin.CONFIG_FILE, "a.yaml");
    add("depth", 3, Origin.CONFIG_FILE, "a.yaml");
    assertThat(parameters.resolved()).hasToString("{lr=0.2, depth=3}");
  }

  @Test
  void aKeyUnderAPlainValueIsNotLost() {
    add("model", "vit", Origin.CONFIG_FILE, "a.yaml");
    add("model.depth", 12, Origin.CONFIG_FILE, "b.yaml");
    assertThat(parameters.resolved()).hasToString("{model=vit, model.depth=12}");
  }

  @Test
  void aHugeConfigurationKeepsWhatIsNoDefault() {
    for (int i = 0; i < 5_000; i++) {
      add("group.option" + i, "some default value", Origin.PROGRAM, "argparse default");
    }
    add("group.lr", 0.1, Origin.PROGRAM, "argparse");
    var section = parameters.section(parameters.resolved());
    assertThat(section.resolved()).hasToString("{group={lr=0.1}}");
    assertThat(section.truncated()).contains("config_resolved.yaml");
    assertThat(section.hash()).isEqualTo(Canonical.hash(parameters.resolved()));
  }
}
