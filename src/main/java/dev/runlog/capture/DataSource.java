package dev.runlog.capture;

import dev.runlog.capture.claims.Claim;
import dev.runlog.capture.claims.Claims;
import dev.runlog.data.FileHash;
import dev.runlog.data.HashCache;
import dev.runlog.data.Manifest;
import dev.runlog.data.Reading;
import dev.runlog.model.Data;
import dev.runlog.model.Observation.DataSet;
import dev.runlog.model.Observation.Gap;
import dev.runlog.model.Observation.Parameter;
import dev.runlog.model.Observation.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// The data that the run was given: paths that were declared, else those that the configuration
/// names under a key of [DataKeys], else the files that its processes were seen to read. Every
/// file's content is hashed, and looked at again at the end.
public final class DataSource implements Source {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(300);
  private static final int MOST_NAMES = 20;
  private static final int MOST_CHANGED = 1000;

  private final Map<Path, Input> inputs = new LinkedHashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final SeenRead seenRead = new SeenRead();
  private @Nullable HashCache cache;
  private boolean refused;

  /// One data set as it was recorded; `changed` names files that had changed before they could be
  /// read here.
  private record Input(Data data, Manifest manifest, List<String> changed) {
    Input changed(List<String> names) {
      return new Input(data, manifest, names);
    }
  }

  @Override
  public String name() {
    return "data";
  }

  @Override
  public void during(Setting setting, Sink sink) throws InterruptedException {
    setting.plan().settings().split().forEach((part, size) -> sink.accept(new Split(part, size)));
    for (var declared : setting.plan().data()) {
      if (!remote(declared, setting, sink)) {
        declared(declared, setting, sink);
      }
    }
    if (!setting.plan().data().isEmpty()) {
      return;
    }
    do {
      configured(setting, sink);
      if (inputs.isEmpty()) {
        seenRead.look(setting);
      }
    } while (!setting.awaitEnd(LOOK_AGAIN));
  }

  @Override
  public void after(Setting setting, Sink sink) throws InterruptedException {
    if (setting.plan().data().isEmpty()) {
      configured(setting, sink);
      if (inputs.isEmpty()) {
        read(setting, sink);
      }
    }
    for (var input : inputs.values()) {
      lookAgain(input, sink);
    }
    if (inputs.isEmpty() && !refused) {
      sink.accept(new Gap("data", "no data path was declared or found"));
    }
  }

  private void declared(String declared, Setting setting, Sink sink) throws InterruptedException {
    var path = existing(setting, declared);
    if (path == null) {
      refuse(declared, "does not exist", sink);
      return;
    }
    var top = root(path);
    if (path.equals(top) || path.equals(real(setting.world().home()))) {
      refuse(declared, "is the home or root folder", sink);
    } else {
      take(path, setting, sink);
    }
  }

  /// False where it is no address of data elsewhere.
  private boolean remote(String named, Setting setting, Sink sink) {
    var data = RemoteData.of(named, setting);
    if (data != null && seen.add(named)) {
      sink.accept(new DataSet(data));
      sink.accept(
          new Gap("data.hash", data.path() + ": is elsewhere and was not read; no hash is known"));
      refused = true;
    }
    return data != null;
  }

  private void configured(Setting setting, Sink sink) throws InterruptedException {
    for (var parameter : setting.observed(Parameter.class)) {
      if (DataKeys.isData(parameter.key())) {
        var values = parameter.value() instanceof List<?> list ? list : listOf(parameter.value());
        for (var value : values) {
          if (value instanceof String text
              && !seen.contains(text)
              && !remote(text, setting, sink)) {
            configured(text, setting, sink);
          }
        }
      }
    }
  }

  /// What was read, where nothing tells what the data is.
  private void read(Setting setting, Sink sink) throws InterruptedException {
    for (var set : seenRead.sets(setting)) {
      try {
        var manifest = seenRead.manifest(set, cache(setting));
        var method = set.whole() ? "manifest" : "files-read";
        record(set.path(), set.name(), method, manifest, setting, sink);
        inputs.computeIfPresent(set.path(), (path, input) -> input.changed(set.changed()));
      } catch (IOException | CancellationException e) {
        refuse(set.path().toString(), "could not be read: " + e.getMessage(), sink);
      }
    }
  }

  private static List<?> listOf(@Nullable Object value) {
    return value == null ? List.of() : List.of(value);
  }

  private void configured(String named, Setting setting, Sink sink) throws InterruptedException {
    var path = existing(setting, named);
    if (path == null || isMadeByTheRun(path, setting) || !seen.add(named)) {
      return;
    }
    var project = real(setting.plan().project());
    var home = real(setting.world().home());
    if (project.startsWith(path) || home.startsWith(path)) {
      refuse(named, "is the project, the home or the root folder, or holds it", sink);
    } else {
      take(path, setting, sink);
    }
  }

  /// A file that was not there when the run began is a result.
  private static boolean isMadeByTheRun(Path path, Setting setting) {
    try {
      var facts = Files.readAttributes(path, BasicFileAttributes.class);
      return facts.isRegularFile() && !facts.creationTime().toInstant().isBefore(setting.started());
    } catch (IOException e) {
      return false;
    }
  }

  private void take(Path path, Setting setting, Sink sink) throws InterruptedException {
    if (path.startsWith(real(setting.plan().outputs()))) {
      refuse(path.toString(), "is inside runlog's output folder", sink);
      return;
    }
    for (var taken : inputs.keySet()) {
      if (path.startsWith(taken)) {
        return;
      }
    }
    try {
      var claim = Claims.of(path, setting.plan().env());
      if (claim != null) {
        claimed(path, claim, setting, sink);
      } else {
        read(path, setting, sink);
      }
    } catch (IOException e) {
      refuse(path.toString(), "could not be read: " + e.getMessage(), sink);
    }
  }

  private void read(Path path, Setting setting, Sink sink)
      throws IOException, InterruptedException {
    try (var budget = new DataBudget(setting)) {
      var reading = Reading.PLAIN.with(cache(setting)).watchedBy(budget::expect, budget::read);
      record(path, last(path), "manifest", Manifest.of(path, reading.beside()), setting, sink);
    } catch (CancellationException e) {
      sampled(path, e.getMessage(), setting, sink);
    }
  }

  private HashCache cache(Setting setting) {
    cache = cache == null ? HashCache.of(setting.world()) : cache;
    return cache;
  }

  private static String last(Path path) {
    return String.valueOf(path.getFileName());
  }

  /// What another tool says, until somebody has it verified.
  private void claimed(Path path, Claim claim, Setting setting, Sink sink)
      throws IOException, InterruptedException {
    var file = claim.isManifest() ? manifestName() : "data_claims" + number() + ".txt";
    if (!claim.parts().isEmpty()) {
      claim.write(setting.folder().resolve(file));
    }
    var data =
        new Data(
            last(path),
            shown(path, setting),
            claim.isManifest() ? "sha256:" + FileHash.sha256(setting.folder().resolve(file)) : null,
            Splits.of(path),
            claim.files(),
            claim.bytes(),
            claim.isManifest() ? file : null,
            claim.method(),
            claim.assertedBy(),
            false,
            List.of(),
            List.of(),
            claim.identity(),
            null);
    inputs.put(path, new Input(data, Manifest.sampled(path), List.of()));
    sink.accept(new DataSet(data));
  }

  /// What is too large for now: `runlog data hash --run` may do it later.
  private void sampled(Path path, @Nullable String why, Setting setting, Sink sink)
      throws IOException, InterruptedException {
    var manifest = Manifest.sampled(path);
    var data =
        new Data(
            last(path),
            shown(path, setting),
            null,
            Splits.of(path),
            manifest.files(),
            manifest.bytes(),
            null,
            "sampled",
            null,
            null,
            List.of(),
            List.of(),
            null,
            manifest.fingerprint());
    inputs.put(path, new Input(data, manifest, List.of()));
    sink.accept(new DataSet(data));
    var id = setting.folder().getFileName();
    sink.accept(
        new Gap(
            "data.hash", data.path() + ": " + why + "; to have it: runlog data hash --run " + id));
  }

  private String number() {
    return inputs.isEmpty() ? "" : "_" + (inputs.size() + 1);
  }

  private String manifestName() {
    return "data_manifest" + number() + ".txt";
  }

  private static String shown(Path path, Setting setting) {
    var project = real(setting.plan().project());
    var shown = (path.startsWith(project) ? project.relativize(path) : path).toString();
    return shown.isEmpty() ? "." : shown;
  }

  private void record(
      Path path, String name, String method, Manifest manifest, Setting setting, Sink sink)
      throws IOException {
    var file = manifestName();
    var hash = manifest.write(setting.folder().resolve(file));
    var data =
        new Data(
            name,
            shown(path, setting),
            hash,
            Splits.of(path),
            manifest.files(),
            manifest.bytes(),
            file,
            method,
            null,
            true,
            List.of(),
            List.of());
    inputs.put(path, new Input(data, manifest, List.of()));
    sink.accept(new DataSet(data));
    gap("data.hash", data.path(), "could not be read", manifest.unreadable(), sink);
    gap("data.hash", data.path(), "changed while being read", manifest.unstable(), sink);
    gap("data.hash", data.path(), "no file, left out", manifest.special(), sink);
    if (manifest.files() == 0 && manifest.links() > 0) {
      sink.accept(new Gap("data.hash", data.path() + ": all it holds are links, not followed"));
    }
  }

  private static void lookAgain(Input input, Sink sink) throws InterruptedException {
    try {
      var all = new TreeSet<>(input.changed());
      all.addAll(input.manifest().changedSince());
      var changed = List.copyOf(all);
      if (!changed.isEmpty()) {
        var some = changed.subList(0, Math.min(changed.size(), MOST_CHANGED));
        sink.accept(new DataSet(input.data().withChanged(List.copyOf(some))));
      }
      if (changed.size() > MOST_CHANGED) {
        var why = changed.size() + " files changed, the first " + MOST_CHANGED + " are named";
        sink.accept(new Gap("data.changed_during_run", input.data().path() + ": " + why));
      }
    } catch (IOException e) {
      var why = input.data().path() + " could not be looked at again: " + e.getMessage();
      sink.accept(new Gap("data.changed_during_run", why));
    }
  }

  private static void gap(String field, String path, String what, List<String> names, Sink sink) {
    if (!names.isEmpty()) {
      var some = new ArrayList<>(names.subList(0, Math.min(names.size(), MOST_NAMES)));
      if (names.size() > MOST_NAMES) {
        some.add((names.size() - MOST_NAMES) + " more");
      }
      sink.accept(new Gap(field, path + ": " + what + ": " + String.join(", ", some)));
    }
  }

  private void refuse(String path, String why, Sink sink) {
    refused = true;
    sink.accept(new Gap("data", path + " " + why));
  }

  /// The path that a value names, without links; null where nothing is there.
  private static @Nullable Path existing(Setting setting, String named) {
    try {
      for (var base : List.of(setting.plan().cwd(), setting.plan().project())) {
        var path = base.resolve(named);
        if (!named.isBlank() && Files.exists(path)) {
          return real(path);
        }
      }
    } catch (InvalidPathException e) {
      return null;
    }
    return null;
  }

  private static Path root(Path path) {
    var top = path.getRoot();
    return top == null ? path : top;
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }
}
