package dev.runlog.capture.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.capture.TestSetting;
import dev.runlog.json.Json;
import dev.runlog.model.Observation.Origin;
import dev.runlog.model.Observation.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class CommandLineSourceTest {
  @TempDir Path project;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "python train.py --lr 0.1 --epochs=3           | {'epochs':3,'lr':0.1}",
        "python3.11 -u -X dev train.py --lr 1e-3       | {'lr':0.001}",
        "python -m pkg.train --lr 0.1                  | {'lr':0.1}",
        "python -O -c code --lr 0.1                    | {'lr':0.1}",
        "./train.py --lr 0.1                           | {'lr':0.1}",
        "./train --lr 0.1                              | {'lr':0.1}",
        "torchrun --nproc_per_node=2 train.py --lr 0.1 | {'lr':0.1}",
        "torchrun --nproc_per_node 2 --standalone train.py --lr 0.1 | {'lr':0.1}",
        "torchrun --nnodes 1 -m pkg.train --lr 0.1     | {'lr':0.1}",
        "python -m torch.distributed.run --nproc_per_node 2 train.py --lr 0.1 | {'lr':0.1}",
        "accelerate launch --num_processes 2 train.py --lr 0.1 | {'lr':0.1}",
        "uv run python train.py --lr 0.1               | {'lr':0.1}",
        "uv run --with numpy train.py --lr 0.1         | {'lr':0.1}",
        "env A=b PYTHONHASHSEED=0 python train.py --lr 0.1 | {'lr':0.1}",
        "nice -n 10 python train.py --lr 0.1           | {'lr':0.1}",
        "timeout 60 ./train --lr 0.1                   | {'lr':0.1}",
        "srun -n 4 --gres=gpu:1 python train.py --lr 0.1 | {'lr':0.1}",
        "conda run -n env python train.py --lr 0.1     | {'lr':0.1}",
        "Rscript --vanilla train.R --lr 0.1            | {'lr':0.1}",
        "java -Xmx1g -cp x.jar Main --lr 0.1           | {'lr':0.1}",
        "bash train.sh --lr 0.1                        | {'lr':0.1}",
        "sh -c train                                   | {}",
        "python train.py                               | {}",
        "true                                          | {}",
        "python t.py --flag --other                    | {'flag':true,'other':true}",
        "python t.py --no-flag                         | {'no_flag':true}",
        "python t.py --lr -1 --w -1e-3 -x -.5          | {'lr':-1,'w':-0.001,'x':-0.5}",
        "python t.py --weight-decay 0.1                | {'weight_decay':0.1}",
        "python t.py --tag a --tag b --tag c           | {'tag':['a','b','c']}",
        "python t.py -v -v                             | {'v':true}",
        "python t.py --sizes 1 2 3 --lr 0.1            | {'lr':0.1,'sizes':[1,2,3]}",
        "python t.py --lr 0.1 folder                   | {'lr':0.1}",
        "python t.py --lr 0.1 -- --not an=option       | {'lr':0.1}",
        "python t.py lr=0.1 model.name=bert +x=1 ++a.b=2 | {'a.b':2,'lr':0.1,'model.name':'bert','x':1}",
        "python t.py ~model.dropout                    | {'model.dropout':null}",
        "python t.py --multirun lr=0.1,0.2             | {'lr':'0.1,0.2','multirun':true}",
        "python t.py lr=1 lr=2                         | {'lr':2}",
        "python t.py --a=true --b False --c null --d None | {'a':true,'b':false,'c':null,'d':'None'}",
        "python t.py --a=0x10 --b=007 --c=1_000 --d=1. --e=.5 | {'a':16,'b':7,'c':'1_000','d':1.0,'e':0.5}",
        "python t.py --n=99999999999999999999          | {'n':99999999999999999999}",
        "python t.py --url=http://h?a=b x==1 =y        | {'url':'http://h?a=b'}",
        "python t.py --                                | {}",
        "python t.py - -- -                            | {}",
        "python t.py --key=                            | {'key':''}",
      })
  void optionsOfTheProgramBecomeParameters(String command, String expected) throws Exception {
    var setting = new TestSetting(project).argv(command.split(" ")).run(new CommandLineSource());
    assertThat(Json.line(new TreeMap<>(setting.parameters())))
        .isEqualTo(expected.replace('\'', '"'));
    assertThat(setting.observed(Parameter.class))
        .allMatch(p -> p.origin() == Origin.COMMAND_LINE && p.source().equals("command line"));
  }

  @Test
  void aFileWithAnEqualsSignInItsNameIsNoOverride() throws Exception {
    Files.createDirectories(project.resolve("data/x=1"));
    var setting = new TestSetting(project).argv("python", "t.py", "data/x=1");
    assertThat(setting.run(new CommandLineSource()).parameters()).isEmpty();
  }

  @Test
  void secretsAreMasked() throws Exception {
    var setting =
        new TestSetting(project).argv("python", "t.py", "--hub_token", "Zq81kd93jw", "--n=1");
    var parameters = setting.run(new CommandLineSource()).parameters();
    assertThat(parameters).containsEntry("hub_token", setting.redactor().mask("Zq81kd93jw"));
    assertThat(parameters).containsEntry("n", 1L);
  }

  @Test
  void aHundredThousandWordsAreReadInTime() throws Exception {
    var words = new String[100_000];
    for (int i = 0; i < words.length; i++) {
      words[i] = i % 2 == 0 ? "--same" : "-" + "a=".repeat(i % 50);
    }
    words[0] = "train";
    assertThat(new TestSetting(project).argv(words).run(new CommandLineSource()).parameters())
        .isNotEmpty();
  }
}
