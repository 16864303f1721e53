package dev.runlog.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.model.Observation.Program;
import dev.runlog.model.Observation.Seed;
import dev.runlog.model.Random.SeedCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeedsTest {
  private final Programs programs = new Programs();
  private final Seeds seeds = new Seeds(programs);

  private void program(String id, String parent, String... argv) {
    programs.add(new Program(id, parent, 1, List.of(argv), "/", 0, null));
  }

  private void seed(String program, String library, Object value) {
    programs.add(new Seed(new SeedCall(library, library + ".seed", value, null, 1L), program));
  }

  @Test
  void noSeedIsAFactOnlyWhereAProgramWasObserved() {
    assertThat(seeds.section(true, null, Map.of()).seeded()).isFalse();
    assertThat(seeds.section(false, null, Map.of()).seeded()).isNull();
  }

  @Test
  void aGeneratorDoesNotHideTheSeedOfItsLibrary() {
    program("1", null, "python", "train.py");
    seed("1", "numpy", 1L);
    seed("1", "numpy.Generator", 2L);
    seed("1", "torch.Generator", 3L);
    var random = seeds.section(true, null, Map.of());
    assertThat(random.seeded()).isTrue();
    assertThat(random.numpySeed()).isEqualTo(1L);
    assertThat(random.torchSeed()).isEqualTo(3L);
    assertThat(random.pythonSeed()).isNull();
  }

  @Test
  void programsWithASeedOfTheirOwnEachAreSeeded() {
    program("1", null, "python", "sweep.py");
    program("2", "1", "python", "train.py");
    program("3", "1", "python", "train.py");
    seed("2", "random", 2L);
    seed("3", "random", 3L);
    var random = seeds.section(true, null, Map.of());
    assertThat(random.calls()).isEmpty();
    assertThat(random.seeded()).isTrue();
  }
}
