package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Hugging Face's parser, which needs no PyTorch, but 280 MB on disk all the same.
@Tag("heavy")
@Timeout(600)
@ParameterizedClass
@MethodSource("pythons")
class HfArgumentParserIT {
  private static final String ARGUMENTS =
      """
      import enum, sys
      from dataclasses import dataclass, field
      from typing import List, Optional
      from transformers import HfArgumentParser
      class Act(str, enum.Enum):
          RELU = 'relu'
          GELU = 'gelu'
      @dataclass
      class ModelArguments:
          model_name: str = field(metadata={'help': 'x'})
          act: Act = Act.RELU
          hub_token: Optional[str] = None
      @dataclass
      class DataArguments:
          dataset: Optional[str] = None
          sizes: List[int] = field(default_factory=lambda: [1, 2])
          lr: float = 0.1
          def __post_init__(self):
              self.full = f'{self.dataset}/x'
              self.thing = object()
      p = HfArgumentParser((ModelArguments, DataArguments))
      if sys.argv[1].endswith('.json'):
          m, d = p.parse_json_file(json_file=sys.argv[1])
      elif sys.argv[1].endswith('.yaml'):
          m, d = p.parse_yaml_file(sys.argv[1])
      else:
          m, d, rest = p.parse_args_into_dataclasses(return_remaining_strings=True)
      d.lr *= 2
      """;

  private final Python python;
  @TempDir Path scratch;

  HfArgumentParserIT(Python python) {
    this.python = python;
  }

  static List<Python> pythons() throws Exception {
    return Parsers.ends("hf-argument-parser", "transformers");
  }

  private Observed run(String... args) throws Exception {
    var project = Parsers.project(scratch, ARGUMENTS);
    project.script(
        "c.json", "{\"model_name\": \"bert\", \"lr\": 0.5, \"hub_token\": \"opensesame\"}");
    project.script("c.yaml", "model_name: bert\nact: gelu\nsizes: [7]\n");
    return Parsers.run(python, project, args);
  }

  @Test
  void fromArguments() throws Exception {
    var run = run("--model_name", "x", "--sizes", "4", "5", "--what");
    assertThat(run.parameters())
        .containsOnly(
            entry("model_name", "x"),
            entry("act", "relu"),
            entry("hub_token", null),
            entry("dataset", null),
            entry("sizes", List.of(4L, 5L)),
            entry("lr", 0.2),
            entry("full", "None/x"));
    assertThat(run.sources())
        .containsEntry("model_name", "HfArgumentParser")
        .containsEntry("act", "HfArgumentParser default")
        .containsEntry("dataset", "HfArgumentParser default")
        .containsEntry("lr", "HfArgumentParser, changed by the program");
    run("--nonsense");
  }

  @Test
  void fromFiles() throws Exception {
    var json = run("c.json");
    assertThat(json.parameters())
        .contains(entry("model_name", "bert"), entry("lr", 1.0), entry("hub_token", "***"))
        .containsEntry("sizes", List.of(1L, 2L));
    assertThat(json.sources()).containsEntry("sizes", "HfArgumentParser default");
    assertThat(json.events()).doesNotContain("opensesame");
    var yaml = run("c.yaml");
    assertThat(yaml.parameters()).contains(entry("act", "gelu"), entry("sizes", List.of(7L)));
    assertThat(yaml.sources()).containsEntry("sizes", "HfArgumentParser");
  }
}
