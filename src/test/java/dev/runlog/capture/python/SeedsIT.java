package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.model.Observation.Seed;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(180)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Python#all")
class SeedsIT {
  private final Python python;
  @TempDir Path scratch;

  SeedsIT(Python python) {
    this.python = python;
  }

  private Observed run(String program, String... args) throws Exception {
    var observed = new Observed(scratch).script("train.py", program);
    var words =
        new java.util.ArrayList<>(java.util.List.of(python.executable().toString(), "train.py"));
    words.addAll(java.util.List.of(args));
    observed.run(words);
    assertThat(observed.result.err()).isEmpty();
    return observed;
  }

  @Test
  void aSeedIsSeenWithItsPlaceAndChangesNothing() throws Exception {
    var program =
        """
        import random
        def set_all(seed):
            random.seed(seed)
        set_all(42)
        print(random.random(), random.seed(7), random.random())
        """;
    var run = run(program);
    assertThat(run.seeds()).containsExactly("random.seed=42", "random.seed=7");
    assertThat(run.observed(Seed.class).getFirst().call().site()).isEqualTo("train.py:3");
    assertThat(run.result).isEqualTo(run.bare(python, "train.py"));
  }

  @Test
  void manyCallsFromOnePlaceAreCountedNotListed() throws Exception {
    var run = run("import random\nfor i in range(100000): random.seed(i)\n");
    assertThat(run.seeds()).hasSize(50);
    assertThat(run.events()).contains("\"random.seed\":100000");
  }

  @Test
  void workersOfEveryKindAreNotTheProgram() throws Exception {
    var run =
        run(
            """
            import multiprocessing, os, random
            def work(i):
                random.seed(1000 + i)
                open('out-%d.txt' % i, 'w').close()
                return random.random()
            if __name__ == '__main__':
                random.seed(1)
                for method in multiprocessing.get_all_start_methods():
                    with multiprocessing.get_context(method).Pool(2, initializer=random.seed, initargs=(5,)) as pool:
                        print(method, pool.map(work, range(4)))
                        pool.close()
                        pool.join()
            """);
    assertThat(run.seeds()).containsExactly("random.seed=1");
    assertThat(run.result.out()).contains("fork", "spawn", "forkserver");
    assertThat(run.result).isEqualTo(run.bare(python, "train.py"));
    assertThat(run.events()).contains("\"role\":\"worker\"", "\"value\":1003");
  }

  @Test
  void threadsMaySeedAtOnce() throws Exception {
    var run =
        run(
            """
            import random, threading
            def work():
                for i in range(500): random.seed(i)
            threads = [threading.Thread(target=work) for _ in range(8)]
            [t.start() for t in threads]; [t.join() for t in threads]
            """);
    assertThat(run.gaps()).isEmpty();
    assertThat(run.events().lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    assertThat(run.seeds()).hasSizeBetween(50, 58);
  }

  @Test
  void wrappedFunctionsLookAndPickleAsBefore() throws Exception {
    var run =
        run(
            """
            import random, pickle, argparse, inspect, copy, hashlib
            random.seed(3)
            print(hashlib.sha256(pickle.dumps(random.seed)).hexdigest(), type(random.seed), random.seed.__self__ is random._inst)
            f = argparse.ArgumentParser.parse_args
            print(pickle.dumps(f), pickle.loads(pickle.dumps(f)) is f)
            print(inspect.signature(random.seed), inspect.signature(f), random.seed.__doc__[:20], f.__name__)
            print(random.seed.__qualname__, random.seed.__module__, f.__qualname__, f.__module__)
            """);
    assertThat(run.result).isEqualTo(run.bare(python, "train.py"));
  }
}
