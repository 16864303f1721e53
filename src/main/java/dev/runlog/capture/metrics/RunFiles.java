package dev.runlog.capture.metrics;

import dev.runlog.capture.Setting;
import dev.runlog.model.Observation.FileUse;
import dev.runlog.plan.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/// The files of some kind that a run writes, found by what its processes open and by a search of
/// the working folder, the project and folders named on the command line.
final class RunFiles {
  private static final int MAX_CANDIDATES = 2_000;
  private static final long LIVE_MILLIS = 200;
  private static final long LAST_MILLIS = 1_000;

  private final Setting setting;
  private final Predicate<FileUse> opened;
  private final WrittenFiles files;
  private final Set<Long> pids = new HashSet<>();
  // opened, and not written yet
  private final Set<Path> candidates = new LinkedHashSet<>();
  private int observed;

  /// `opened` says of a file that a process of the run opened whether it counts, `searched` of a
  /// name met in a search.
  RunFiles(Setting setting, Predicate<FileUse> opened, Predicate<String> searched) {
    this(setting, Instant.MAX, opened, searched);
  }

  /// For a run that had ended at `end`.
  RunFiles(Setting setting, Instant end, Predicate<FileUse> opened, Predicate<String> searched) {
    this(setting, new WrittenFiles.Span(setting.started(), end), opened, searched);
  }

  RunFiles(
      Setting setting,
      WrittenFiles.Span span,
      Predicate<FileUse> opened,
      Predicate<String> searched) {
    this.setting = setting;
    this.opened = opened;
    this.files = new WrittenFiles(span, searched, this::foreign, this::otherRun);
  }

  /// The newest sign of life in a run folder, with some seconds for what was written last.
  static Instant lastSign(Path folder) throws IOException {
    var last = Instant.EPOCH;
    try (var children = Files.newDirectoryStream(folder)) {
      for (var child : children) {
        var time = Files.getLastModifiedTime(child).toInstant();
        last = time.isAfter(last) ? time : last;
      }
    }
    return last.plusSeconds(5);
  }

  private boolean otherRun(Path folder) {
    return setting.plan().outputs().equals(folder.getParent())
        && !folder.equals(setting.folder())
        && RunId.fits(String.valueOf(folder.getFileName()));
  }

  /// Real paths of the files found so far.
  Set<Path> found() {
    return files.found();
  }

  /// Whether a search was given up before its end.
  boolean incomplete() {
    return files.incomplete();
  }

  /// A file as the user calls it: relative to the project where it is in there.
  String shown(Path file) {
    var project = setting.plan().project();
    try {
      var real = project.toRealPath();
      return file.startsWith(real) ? real.relativize(file).toString() : file.toString();
    } catch (IOException e) {
      return file.toString();
    }
  }

  /// Takes note of the files that processes of the run have opened.
  void look() {
    var uses = setting.observed(FileUse.class);
    for (var use : uses.subList(Math.min(observed, uses.size()), uses.size())) {
      pids.add(use.pid());
      if (opened.test(use) && candidates.size() < MAX_CANDIDATES) {
        candidates.add(Path.of(use.path()));
      }
    }
    observed = uses.size();
    candidates.removeIf(files::used);
    setting.pid().ifPresent(pid -> ProcessHandle.of(pid).ifPresent(this::look));
  }

  private void look(ProcessHandle main) {
    pids.add(main.pid());
    files.open(main.pid());
    main.descendants()
        .forEach(
            process -> {
              pids.add(process.pid());
              files.open(process.pid());
            });
  }

  private boolean foreign(long pid) {
    return !pids.contains(pid) && ProcessHandle.of(pid).isPresent();
  }

  /// A short search beside the command.
  void search() throws IOException {
    files.search(folders(), LIVE_MILLIS);
  }

  /// The search after its end.
  void searchLast() throws IOException {
    files.search(folders(), LAST_MILLIS);
  }

  private Set<Path> folders() throws IOException {
    var folders = new LinkedHashSet<Path>();
    for (var file : files.found()) {
      folders.add(file.getParent());
    }
    for (var folder : new Path[] {setting.plan().cwd(), setting.plan().project()}) {
      folders.add(folder.toRealPath());
    }
    for (var word : setting.plan().argv()) {
      var value = word.substring(word.indexOf('=') + 1);
      if (value.indexOf('/') >= 0 && value.indexOf('\0') < 0) {
        var folder = setting.plan().cwd().resolve(value);
        if (Files.isDirectory(folder) && folder.getNameCount() > 1) {
          folders.add(folder.toRealPath());
        }
      }
    }
    return folders;
  }
}
