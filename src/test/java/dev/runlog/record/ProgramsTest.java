package dev.runlog.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.model.Observation.Origin;
import dev.runlog.model.Observation.Parameter;
import dev.runlog.model.Observation.Program;
import dev.runlog.model.Observation.Seed;
import dev.runlog.model.Random.SeedCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Which of several programs is the run itself.
class ProgramsTest {
  private final Programs programs = new Programs();

  private ProgramsTest program(
      String id, @Nullable String parent, double start, @Nullable Double end, String... argv) {
    var words = argv.length == 0 ? new String[] {"python", id + ".py"} : argv;
    programs.add(new Program(id, parent, 1, List.of(words), "/project", start, end));
    return this;
  }

  private ProgramsTest option(String program, String key, Object value) {
    programs.add(new Parameter(key, value, Origin.PROGRAM, "argparse", program));
    return this;
  }

  private ProgramsTest seed(String program, long value) {
    programs.add(new Seed(new SeedCall("random", "random.seed", value, "x:1", 1L), program));
    return this;
  }

  private Map<String, Object> own() {
    var values = new LinkedHashMap<String, Object>();
    programs.own(Origin.PROGRAM).forEach((key, parameter) -> values.put(key, parameter.value()));
    return values;
  }

  private List<Object> seeds() {
    return programs.ownSeeds().stream().map(call -> call.value()).toList();
  }

  @Test
  void nothingAtAll() {
    assertThat(own()).isEmpty();
    assertThat(seeds()).isEmpty();
    assertThat(programs.children(none -> Map.of())).isEmpty();
  }

  @Test
  void theOnlyProgramIsTheRun() {
    program("a", null, 0, 1.0).option("a", "lr", 1).seed("a", 7);
    assertThat(own()).isEqualTo(Map.of("lr", 1));
    assertThat(seeds()).containsExactly(7L);
    assertThat(programs.children(none -> Map.of())).isEmpty();
  }

  @Test
  void aDriverThatHasOptionsIsTheRunAndItsChildrenKeepTheirs() {
    program("d", null, 0, 9.0).option("d", "trials", 2);
    program("x", "d", 1, 4.0, "python", "t.py").option("x", "lr", 1).seed("x", 1);
    program("y", "d", 4, 8.0, "python", "t.py").option("y", "lr", 2).seed("y", 2);
    assertThat(own()).isEqualTo(Map.of("trials", 2));
    assertThat(seeds()).isEmpty();
    assertThat(programs.children(none -> Map.of()))
        .extracting(child -> child.get("id"))
        .containsExactly("d", "x", "y");
    assertThat(programs.children(none -> Map.of()))
        .extracting(child -> child.get("parent"))
        .containsExactly(null, "d", "d");
  }

  @Test
  void ofDriversWithoutOptionsTheProgramAtTheEndIsTheRun() {
    program("d", null, 0, 9.0).program("e", "d", 1, 8.0).program("t", "e", 2, 7.0);
    option("t", "lr", 1).seed("t", 3);
    assertThat(own()).isEqualTo(Map.of("lr", 1));
    assertThat(seeds()).containsExactly(3L);
  }

  @Test
  void ofSeveralRunsOfOneScriptTheRunHasWhatTheyHaveInCommon() {
    program("a", null, 0, 1.0, "python", "t.py", "--lr", "1")
        .option("a", "lr", 1)
        .option("a", "n", 5);
    program("b", null, 1, 9.0, "python", "t.py", "--lr", "2")
        .option("b", "lr", 2)
        .option("b", "n", 5);
    seed("a", 4).seed("a", 1).seed("b", 4).seed("b", 2);
    assertThat(own()).isEqualTo(Map.of("n", 5));
    assertThat(seeds()).containsExactly(4L);
  }

  @Test
  void ofSeveralScriptsTheOneThatRanLongestIsTheRun() {
    program("prepare", null, 0, 2.0).option("prepare", "size", 10).seed("prepare", 1);
    program("train", null, 2, 90.0).option("train", "lr", 1).seed("train", 2);
    program("evaluate", null, 90, 95.0).option("evaluate", "split", "test");
    assertThat(own()).isEqualTo(Map.of("lr", 1));
    assertThat(seeds()).containsExactly(2L);
    assertThat(programs.children(none -> Map.of())).hasSize(3);
  }

  @Test
  void ofSeveralScriptsTheOneRunOftenestForLongestIsTheRunByWhatItsRunsHaveInCommon() {
    program("p", null, 0, 1.0, "python", "prepare.py").option("p", "size", 10);
    for (int i = 0; i < 3; i++) {
      var id = "t" + i;
      program(id, null, 1 + i, 2.0 + i, "python", "train.py", "--fold", "" + i);
      option(id, "fold", i).option(id, "lr", 0.1);
    }
    assertThat(own()).isEqualTo(Map.of("lr", 0.1));
  }

  @Test
  void aProgramThatSaysNothingIsPassedOver() {
    program("tool", null, 0, 99.0).program("train", null, 1, 2.0).option("train", "lr", 1);
    assertThat(own()).isEqualTo(Map.of("lr", 1));
  }

  @Test
  void aProgramThatOnlySetASeedIsNoTraining() {
    program("download", null, 0, 50.0).seed("download", 1);
    program("train", null, 50, 60.0).option("train", "lr", 1).seed("train", 2);
    assertThat(own()).isEqualTo(Map.of("lr", 1));
    assertThat(seeds()).containsExactly(2L);
  }

  @Test
  void aProgramThatHasNotEndedRunsLongest() {
    program("prepare", null, 0, 90.0).option("prepare", "size", 1);
    program("train", null, 90, null).option("train", "lr", 1);
    assertThat(own()).isEqualTo(Map.of("lr", 1));
  }

  @Test
  void theJobsOfAProgramAreItsChildren() {
    program("m", null, 0, 9.0).option("m", "sweep", "lr");
    program("m:0", "m", 1, 2.0)
        .option("m:0", "lr", 1)
        .program("m:1", "m", 2, 3.0)
        .option("m:1", "lr", 2);
    assertThat(own()).isEqualTo(Map.of("sweep", "lr"));
    assertThat(programs.children(none -> Map.of())).hasSize(3);
  }

  @Test
  void theJobsOfAProgramThatHasNoOptionsShareTheirs() {
    program("m", null, 0, 9.0, "python", "h.py");
    program("m:0", "m", 1, 2.0, "python", "h.py").option("m:0", "lr", 1).option("m:0", "n", 3);
    program("m:1", "m", 2, 3.0, "python", "h.py").option("m:1", "lr", 2).option("m:1", "n", 3);
    assertThat(own()).isEqualTo(Map.of("n", 3));
  }

  @Test
  void theSameFileByAnotherNameOrWithOptionsOfThePythonIsOneScript() {
    program("a", null, 0, 1.0, "/usr/bin/python3", "-u", "-W", "ignore", "t.py", "1");
    program("b", null, 1, 9.0, "python", "./t.py", "2");
    option("a", "lr", 1).option("b", "lr", 2).option("a", "n", 3).option("b", "n", 3);
    assertThat(own()).isEqualTo(Map.of("n", 3));
  }

  @Test
  void aDriverThatOnlySetASeedIsNotTheRunWhereWhatItStartsHasOptions() {
    program("d", null, 0, 9.0).seed("d", 1);
    program("t", "d", 1, 8.0).option("t", "lr", 1).seed("t", 2);
    assertThat(own()).isEqualTo(Map.of("lr", 1));
    assertThat(seeds()).containsExactly(2L);
  }

  @Test
  void aDriverThatOnlySetASeedIsTheRunWhereNothingHasOptions() {
    program("d", null, 0, 9.0).seed("d", 1).program("t", "d", 1, 8.0).seed("t", 2);
    assertThat(seeds()).containsExactly(1L);
  }

  @Test
  void guessedConstantsOfADriverDoNotMakeItTheRun() {
    program("d", null, 0, 9.0).program("t", "d", 1, 8.0).option("t", "lr", 1);
    programs.add(new Parameter("N", 3, Origin.GUESSED, "constant, guessed", "d"));
    assertThat(own()).isEqualTo(Map.of("lr", 1));
  }

  @Test
  void twoWrappersEachStartTheSameTraining() {
    for (int i = 0; i < 2; i++) {
      program("w" + i, null, i, i + 1.0, "python", "w.py");
      program("t" + i, "w" + i, i, i + 1.0, "python", "t.py").option("t" + i, "lr", i);
      option("t" + i, "n", 3);
    }
    assertThat(own()).isEqualTo(Map.of("n", 3));
    assertThat(programs.children(none -> Map.of())).hasSize(4);
  }

  @Test
  void aParentThatNobodyKnowsIsNoParent() {
    program("t", "gone", 0, 1.0).option("t", "lr", 1);
    assertThat(own()).isEqualTo(Map.of("lr", 1));
  }

  @Test
  void programsThatAreEachOthersParentsEndNowhere() {
    program("a", "b", 0, 1.0).program("b", "a", 0, 1.0).option("a", "lr", 1);
    assertThat(programs.children(none -> Map.of())).hasSize(2);
    assertThat(own()).isIn(Map.of(), Map.of("lr", 1));
  }
}
