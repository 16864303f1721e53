package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What run.json says of scripts that have no library for their configuration.
@Timeout(60)
class ConfigurationByHandTest {
  private @TempDir Path scratch;
  private Cli cli;

  @BeforeEach
  void aProject() {
    cli = new Cli(scratch);
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> config(String program, String... args) {
    cli.file("train.py", program);
    var words = new java.util.ArrayList<>(List.of("run", "--", "python3", "train.py"));
    words.addAll(List.of(args));
    var result = cli.runlog(words.toArray(String[]::new));
    assertThat(result.code()).as(result.childErr()).isZero();
    assertThat(result.childErr()).isEmpty();
    return (Map<String, Object>) Cli.record(cli.onlyRun()).get("config");
  }

  @Test
  void aFileMergedIntoParsedOptionsByHandIsInForceAsFarAsItIs() {
    cli.file("params.json", "{\"lr\": 0.5, \"net\": {\"depth\": 3}, \"bs\": 16, \"unused\": 1}");
    var config =
        config(
            """
            import argparse, json
            def main():
                p = argparse.ArgumentParser()
                p.add_argument('--lr', type=float, default=0.1)
                p.add_argument('--bs', type=int)
                args = p.parse_args()
                with open('params.json') as f:
                    for key, value in json.load(f).items():
                        if key != 'unused' and getattr(args, key, None) is None:
                            setattr(args, key, value)
            main()
            """,
            "--lr",
            "0.2");
    assertThat(config.get("resolved"))
        .isEqualTo(Map.of("lr", 0.2, "bs", 16L, "net", Map.of("depth", 3L), "unused", 1L));
    assertThat(config.get("sources"))
        .isEqualTo(
            Map.of(
                "lr",
                "argparse",
                "bs",
                "argparse, changed by the program",
                "net.depth",
                "argparse, changed by the program",
                "unused",
                "params.json"));
    assertThat(config.get("files").toString()).contains("params.json", "config/params.json");
  }

  @Test
  void aDictionaryFromAFileHasTheValuesThatTheProgramGaveIt() {
    cli.file("conf/base.json", "{\"lr\": 0.5, \"net\": {\"depth\": 3}}");
    var config =
        config(
            """
            import json
            config = json.load(open('conf/base.json'))
            config['lr'] *= 2
            config['net']['depth'] += 1
            """);
    assertThat(config.get("resolved")).isEqualTo(Map.of("lr", 1.0, "net", Map.of("depth", 4L)));
    assertThat(config.get("sources").toString()).contains("lr=config of train.py, guessed");
  }

  @Test
  void aFileReadInsideAFunctionGivesItsValues() {
    cli.file("settings.ini", "[train]\nlr = 0.5\nepochs = 3\n");
    cli.file("results.json", "{\"lr\": 9}");
    var config =
        config(
            """
            import configparser, json
            def main():
                c = configparser.ConfigParser()
                c.read('settings.ini')
                json.load(open('results.json'))
            main()
            """);
    assertThat(config.get("resolved")).isEqualTo(Map.of("train", Map.of("lr", 0.5, "epochs", 3L)));
  }
}
