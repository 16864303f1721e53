package dev.runlog.library;

import dev.runlog.record.OwnRun;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A run of a JVM program, as the program itself sees it.
///
/// ```java
/// try (var run = Runlog.start(Map.of("lr", 0.1, "seed", 42))) {
///   for (int epoch = 1; epoch <= 10; epoch++) {
///     run.log(epoch, "loss", train(epoch));
///   }
///   run.finish();
/// }
/// ```
///
/// Outside of a recorded command this makes a record of its own, `outputs/<run_id>/` with
/// run.json and run.md. Inside one (`runlog run -- java ...`) it adds to that record. A block that
/// is left without [#finish] is a failed run.
///
/// What cannot be written is one line on standard error, never an exception; arguments that are
/// wrong in themselves are [IllegalArgumentException]. All methods may be called from any thread.
public final class Runlog implements AutoCloseable {
  private final @Nullable OwnRun own;
  private final EventWriter events;
  private @Nullable String failure = "the block was left before finish() was called";
  private boolean ended;

  private Runlog(@Nullable OwnRun own, EventWriter events) {
    this.own = own;
    this.events = events;
  }

  /// Starts a run named after the main class. `config` holds the parameters: numbers, texts,
  /// booleans, null, and maps and lists of these; anything else as its text.
  public static Runlog start(Map<String, ?> config) {
    return start(Program.name(), config);
  }

  /// Starts a run with a name of its own.
  public static Runlog start(String name, Map<String, ?> config) {
    Objects.requireNonNull(config, "config");
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name of a run may not be blank");
    }
    var world = Program.world();
    var given = EventWriter.recorded(world);
    var run = given == null ? own(name) : new Runlog(null, given);
    if (!config.isEmpty()) {
      run.say("config", Map.of("values", config));
    }
    return run;
  }

  private static Runlog own(String name) {
    var world = Program.world();
    try {
      var own = OwnRun.begin(Program.plan(name, world), world, Program.environment());
      var events = own == null ? EventWriter.none() : EventWriter.in(own.folder(), world);
      return new Runlog(own, events);
    } catch (RuntimeException e) { // a wrong runlog.toml, for example, is no reason to stop
      world.err().println("runlog: this run is NOT recorded: " + e.getMessage());
      return new Runlog(null, EventWriter.none());
    }
  }

  /// Records a value of a metric without a step.
  public Runlog log(String metric, double value) {
    return metrics(null, Map.of(metric, value));
  }

  /// Records a value of a metric at a step.
  public Runlog log(long step, String metric, double value) {
    return metrics(step, Map.of(metric, value));
  }

  /// Records several metrics at a step.
  public Runlog log(long step, Map<String, ? extends Number> metrics) {
    return metrics(step, metrics);
  }

  private Runlog metrics(@Nullable Long step, Map<String, ? extends Number> metrics) {
    if (metrics.isEmpty() || metrics.keySet().stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("a metric needs a name");
    }
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put("values", metrics);
    fields.put("step", step);
    return say("metric", fields);
  }

  /// Adds parameters that are known only now.
  public Runlog config(Map<String, ?> parameters) {
    return say("config", Map.of("values", parameters));
  }

  /// Writes into run.md: `element` is hypothesis, change, result, next or risk.
  public Runlog note(String element, String text) {
    if (!EventWriter.ELEMENTS.contains(element) || text.isBlank()) {
      throw new IllegalArgumentException(
          "a note has a text and one of " + EventWriter.ELEMENTS + ", not " + element);
    }
    return say("note", Map.of("element", element, "text", text));
  }

  /// Names a file that the run made; `role` is its name under `artifacts`: model, predictions ...
  public Runlog artifact(Path file, String role) {
    if (!role.matches("[a-z0-9_-]{1,40}")) {
      throw new IllegalArgumentException("a role is a word of a-z, 0-9, _, -, not " + role);
    }
    return say("artifact", Map.of("path", file.toAbsolutePath().toString(), "role", role));
  }

  /// Names a file or folder that the run reads.
  public Runlog data(Path path) {
    return say("data", Map.of("path", path.toAbsolutePath().toString()));
  }

  /// Names a seed that the program has set.
  public Runlog seed(String library, long value) {
    return say("seed", Map.of("library", library, "value", value));
  }

  private Runlog say(String kind, Map<String, ?> fields) {
    events.write(kind, fields);
    return this;
  }

  /// The folder of the record; null where there is none that this process knows.
  public @Nullable Path folder() {
    return own == null ? events.folder() : own.folder();
  }

  /// Says that the run failed, and why; [#close] then records it.
  public synchronized void fail(Throwable why) {
    failure = why.toString();
  }

  /// Ends the run as a finished one.
  public synchronized void finish() {
    failure = null;
    close();
  }

  /// Ends the run: failed, unless [#finish] was called before. A second call does nothing.
  @Override
  public synchronized void close() {
    if (!ended && own != null) {
      own.end(failure);
      Program.world().err().println("runlog: the record is in " + own.folder());
    }
    ended = true;
  }
}
