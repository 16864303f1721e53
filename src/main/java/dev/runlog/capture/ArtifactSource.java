package dev.runlog.capture;

import dev.runlog.capture.ArtifactHashes.Produced;
import dev.runlog.model.Observation.Artifact;
import dev.runlog.model.Observation.Gap;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files that the run created or changed: those in the project and in its output folders
/// whose times say so, and those that its Python processes were seen to write, wherever they are.
///
/// Two runs at the same time in one project each list what either of them changed there.
public final class ArtifactSource implements Source {
  /// The manifest in the run folder, as `sha256sum` prints it.
  static final String MANIFEST = "artifacts_manifest.txt";

  private static final int MOST_ENTRIES = 1_000_000;
  private static final Duration MOST_SEARCH = Duration.ofSeconds(10);

  private final ArtifactHashes.Limits limits;
  private @Nullable FileClock clock;

  public ArtifactSource() {
    this(new ArtifactHashes.Limits(50_000, 20L << 30, Duration.ofMinutes(5)));
  }

  ArtifactSource(ArtifactHashes.Limits limits) {
    this.limits = limits;
  }

  @Override
  public String name() {
    return "artifacts";
  }

  @Override
  public void before(Setting setting, Sink sink) {
    clock = FileClock.start(setting.folder(), setting.started());
  }

  @Override
  public void after(Setting setting, Sink sink) throws IOException, InterruptedException {
    var begun = clock == null ? FileClock.start(setting.folder(), setting.started()) : clock;
    var since = begun.since(why -> gap(sink, why));
    var places = OutputPlaces.of(setting);
    var search =
        new ChangedFiles(since, places::mayHold, MOST_ENTRIES, MOST_SEARCH, limits.files());
    for (var file : places.files()) {
      search.seen(file, places.nameOf(file));
    }
    places.roots().forEach(search::under);
    if (search.cut()) {
      gap(sink, "the search for changed files was ended before everything was looked at");
    }
    if (search.more() > 0) {
      gap(sink, search.more() + " more files changed than the " + limits.files() + " listed");
    }
    if (!search.unreadable().isEmpty()) {
      gap(sink, few(search.unreadable(), "could not be listed"));
    }
    hash(search.found(), places.project(), setting.folder(), sink);
  }

  /// The same for files that are known to be the run's; `folder` is the run folder.
  public static void of(Collection<Path> files, Path project, Path folder, Sink sink)
      throws IOException, InterruptedException {
    new ArtifactSource().hash(files, project, folder, sink);
  }

  private void hash(Collection<Path> found, Path project, Path folder, Sink sink)
      throws IOException, InterruptedException {
    var hashes = new ArtifactHashes(limits);
    var produced = hashes.of(found, project);
    hashes.troubles().forEach((trouble, names) -> gap(sink, few(names, trouble)));
    for (var file : produced) {
      var path = file.name().text();
      sink.accept(new Artifact(path, file.bytes(), file.sha256(), ArtifactRole.of(path)));
    }
    if (!produced.isEmpty()) {
      write(produced, folder.resolve(MANIFEST));
    }
  }

  private static void write(List<Produced> produced, Path manifest) throws IOException {
    try (var out = new BufferedOutputStream(Files.newOutputStream(manifest))) {
      for (var file : produced) {
        out.write(file.name().sumLine(file.sha256(), ""));
      }
    }
  }

  private static void gap(Sink sink, String why) {
    sink.accept(new Gap("artifacts", why));
  }

  /// "3 files were ...: a, b, ..."
  private static String few(List<String> names, String trouble) {
    var some = String.join(", ", names.subList(0, Math.min(3, names.size())));
    return names.size() + " " + trouble + ": " + some + (names.size() > 3 ? ", ..." : "");
  }
}
