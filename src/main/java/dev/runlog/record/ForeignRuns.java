package dev.runlog.record;

import dev.runlog.importer.Foreign;
import dev.runlog.importer.Found;
import dev.runlog.importer.Place;
import dev.runlog.importer.RunStore;
import dev.runlog.importer.StoreGone;
import dev.runlog.model.Problem;
import dev.runlog.plan.Planner;
import dev.runlog.plan.Request;
import dev.runlog.store.Lock;
import dev.runlog.store.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Brings the runs of other tools in. What is here already stays as it is, unless it had not
/// ended and there is more of it now; a run that is broken is named, and the others follow.
public final class ForeignRuns {
  private static final String LOCK = ".importing.lock";
  private static final String ORIGIN = "imported_from.";

  private final String kind;
  private final Place place;
  private final boolean dry;
  private final Path outputs;
  private final Consumer<Outcome> outcomes;
  private final ForeignMarks marks;

  /// What became of one run: `run` is its id here, null where it is not here.
  public record Outcome(Fate fate, String label, @Nullable String run, @Nullable String why) {}

  /// Each run has one.
  public enum Fate {
    NEW,
    UPDATED,
    KNOWN,
    BROKEN
  }

  private ForeignRuns(String kind, Place place, boolean dry, Consumer<Outcome> outcomes)
      throws IOException {
    this.kind = kind;
    this.place = place;
    this.dry = dry;
    this.outcomes = outcomes;
    this.outputs = Planner.outputs(place.world());
    this.marks = new ForeignMarks(outputs, !dry);
  }

  /// The stores that can be read.
  public static List<RunStore> stores() {
    var loaded = ServiceLoader.load(RunStore.class, ForeignRuns.class.getClassLoader());
    return StreamSupport.stream(loaded.spliterator(), false).toList();
  }

  /// Brings all runs of a kind in a place in; `dry` only says what would be done.
  public static void bring(String kind, Place place, boolean dry, Consumer<Outcome> outcomes)
      throws IOException {
    var ofKind = stores().stream().filter(store -> store.kind().equals(kind)).toList();
    try {
      for (var store : ofKind) {
        if (store.fits(place)) {
          bring(store, place, dry, outcomes);
          return;
        }
      }
    } catch (Problem | IOException e) {
      throw e;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (Exception e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
    var lookedFor = String.join("; ", ofKind.stream().map(RunStore::lookedFor).toList());
    throw Problem.notFound(
        "import: no runs of " + kind + " in " + place.shown() + "; looked for " + lookedFor);
  }

  /// One import at a time, so that no run is brought in twice, and none is taken for what a killed
  /// import left while it is made.
  private static void bring(RunStore store, Place place, boolean dry, Consumer<Outcome> outcomes)
      throws Exception {
    var outputs = Planner.outputs(place.world());
    if (dry) {
      store.each(place, new ForeignRuns(store.kind(), place, true, outcomes)::bring);
      return;
    }
    Files.createDirectories(outputs);
    try (var alone = Lock.waiting(outputs.resolve(LOCK))) {
      store.each(place, new ForeignRuns(store.kind(), place, false, outcomes)::bring);
    }
  }

  @SuppressWarnings("CatchingUnchecked") // a foreign file may break its reader in any way
  private void bring(Foreign run) {
    try {
      outcomes.accept(brought(run));
    } catch (StoreGone e) {
      throw new UncheckedIOException(e);
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      var why = e.getMessage() == null ? e.toString() : e.getMessage();
      outcomes.accept(new Outcome(Fate.BROKEN, run.label(), null, why));
    }
  }

  private Outcome brought(Foreign run) throws Exception {
    var known = marks.of(kind, run.id());
    if (known != null && known.ended()) {
      return outcome(Fate.KNOWN, run, known.run());
    }
    var found = new Found();
    run.content().read(found);
    var here = WholeRecord.here(outputs, origin(found, "run_id"), origin(found, "key"));
    if (known == null && here != null) {
      return outcome(Fate.KNOWN, run, here.getFileName().toString());
    }
    var state = ForeignMarks.state(found);
    if (known != null && known.state().equals(state)) {
      return outcome(Fate.KNOWN, run, known.run());
    }
    var fate = known == null ? Fate.NEW : Fate.UPDATED;
    if (dry) {
      return outcome(fate, run, known == null ? null : known.run());
    }
    var folder = known == null ? claim(run, found) : RunFolder.of(outputs.resolve(known.run()));
    try {
      write(run, found, folder, state);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      if (known == null) {
        folder.delete();
      }
      throw e;
    }
    marks.add(folder.path());
    return outcome(fate, run, folder.id());
  }

  private RunFolder claim(Foreign run, Found found) throws IOException {
    var whole = found.whole();
    return whole == null ? record(run, found).claim() : whole(whole, run, found).claim(outputs);
  }

  /// The mark comes first, so that what a kill leaves is known as ours.
  private void write(Foreign run, Found found, RunFolder folder, String state) throws IOException {
    boolean ended = found.fact("status") != null;
    if (!Files.exists(folder.file("run.json"))) {
      ForeignMarks.write(folder, kind, run.id(), ended, state);
    }
    var whole = found.whole();
    if (whole == null) {
      record(run, found).write(folder);
    } else {
      whole(whole, run, found).write(folder);
    }
    ForeignMarks.write(folder, kind, run.id(), ended, state);
  }

  private ForeignRecord record(Foreign run, Found found) throws IOException {
    var plan = Planner.plan(request(run, found), place.world());
    return new ForeignRecord(kind, run, found, origin(run, found), plan, place.world());
  }

  private WholeRecord whole(Found.Whole whole, Foreign run, Found found) throws IOException {
    var plan = Planner.plan(request(run, found), place.world());
    return new WholeRecord(whole, origin(run, found), Redactors.of(plan, place.world()));
  }

  /// The field `imported_from`.
  private Map<String, Object> origin(Foreign run, Found found) {
    var origin = new LinkedHashMap<String, Object>();
    origin.put("kind", kind);
    origin.put("id", run.id());
    origin.put("place", place.isAddress() ? place.shown() : place.path().toString());
    for (var fact : new TreeMap<>(found.facts()).entrySet()) {
      if (fact.getKey().startsWith(ORIGIN)) {
        origin.put(fact.getKey().substring(ORIGIN.length()), plain(fact.getValue().value()));
      }
    }
    return origin;
  }

  private static Object plain(Object value) {
    return value instanceof Number || value instanceof Map || value instanceof List
        ? value
        : value.toString();
  }

  private static @Nullable Object origin(Found found, String field) {
    var fact = found.fact(ORIGIN + field);
    return fact == null ? null : fact.value();
  }

  private static Outcome outcome(Fate fate, Foreign run, @Nullable String id) {
    return new Outcome(fate, run.label(), id, null);
  }

  private static Request request(Foreign run, Found found) {
    var told = found.fact("name");
    var name = told == null ? run.label() : told.value().toString();
    var hypothesis = found.fact("hypothesis");
    var group = found.fact("group");
    var tags = found.fact("tags");
    return new Request(
        List.of(name),
        name,
        hypothesis == null ? null : hypothesis.value().toString(),
        null,
        group == null ? null : group.value().toString(),
        tags != null && tags.value() instanceof List<?> list
            ? list.stream().map(String::valueOf).toList()
            : List.of(),
        List.of(),
        null,
        true,
        true);
  }
}
