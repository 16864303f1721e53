package dev.runlog.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.runlog.model.Observation.Access;
import dev.runlog.model.Observation.FileUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The files that the run's processes have open or mapped at the moments of a look, whatever
/// opens them and in whatever language: often at first, every two seconds later. What is open for
/// a shorter time is not seen.
public final class OpenFilesSource implements Source {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final int MOST = 20_000;
  private static final int WRITE_ONLY = 1;
  private static final int ACCESS = 3;

  private static final List<String> NOISE =
      List.of("/proc/", "/sys/", "/usr/", "/etc/", "/lib", "/bin/", "/memfd:", "/run/");

  private final Map<Long, Integer> looksAt = new HashMap<>();
  private final Set<String> seen = new HashSet<>();

  @Override
  public String name() {
    return "open files";
  }

  @Override
  public void during(Setting setting, Sink sink) throws InterruptedException {
    if (setting.pid().isEmpty()
        || !setting.plan().settings().observeFiles()
        || !"Linux".equals(System.getProperty("os.name"))) {
      return;
    }
    var tree = new ProcessTree(setting.pid().getAsLong(), ResourceSource.mark(setting));
    var own = setting.folder().toAbsolutePath() + "/";
    var pause = FIRST;
    while (!setting.awaitEnd(pause) && seen.size() < MOST) {
      long begun = System.nanoTime();
      for (var pid : tree.living()) {
        look(pid, own, sink);
      }
      pause = longer(pause, System.nanoTime() - begun);
    }
  }

  /// Half as long again, up to two seconds, or to five hundred times what a look costs.
  private static Duration longer(Duration pause, long cost) {
    long longest = Math.max(LONGEST.toNanos(), 500 * cost);
    return Duration.ofNanos(Math.min(pause.toNanos() * 3 / 2, longest));
  }

  private void look(long pid, String own, Sink sink) {
    var process = Path.of("/proc", Long.toString(pid));
    var numbers = process.resolve("fd").toFile().list();
    for (var number : numbers == null ? new String[0] : numbers) {
      opened(process, number, pid, own, sink);
    }
    if (isMapsTurn(pid)) {
      mapped(maps(process), pid, own, sink);
    }
  }

  /// The maps of a large process cost milliseconds: they are read at first, and then seldom.
  private boolean isMapsTurn(long pid) {
    int looks = looksAt.merge(pid, 1, Integer::sum);
    return looks <= 4 || looks % 16 == 0;
  }

  private static byte[] maps(Path process) {
    try {
      return Files.readAllBytes(process.resolve("maps"));
    } catch (IOException e) {
      return new byte[0]; // it has ended, or belongs to somebody else
    }
  }

  private void opened(Path process, String number, long pid, String own, Sink sink) {
    try {
      var path = Files.readSymbolicLink(process.resolve("fd").resolve(number)).toString();
      if (isNews(path, own)) {
        tell(path, flags(process.resolve("fdinfo").resolve(number)), pid, sink);
      }
    } catch (IOException e) {
      return; // it was closed
    }
  }

  /// How a file was opened: the kernel writes it in octal.
  private static int flags(Path info) throws IOException {
    for (var line : Files.readAllLines(info)) {
      if (line.startsWith("flags:")) {
        return Integer.parseInt(line.substring(6).strip(), 8);
      }
    }
    return 0;
  }

  private void mapped(byte[] maps, long pid, String own, Sink sink) {
    int slash = -1;
    for (int i = 0; i < maps.length; i++) {
      if (maps[i] == '/' && slash < 0) {
        slash = i;
      } else if (maps[i] == '\n') {
        if (slash >= 0 && !isLibrary(maps, i)) {
          var path = new String(maps, slash, i - slash, UTF_8);
          if (isNews(path, own)) {
            tell(path, 0, pid, sink);
          }
        }
        slash = -1;
      }
    }
  }

  private static boolean isLibrary(byte[] maps, int end) {
    return maps[end - 1] == 'o' && maps[end - 2] == 's' && maps[end - 3] == '.';
  }

  private boolean isNews(String path, String own) {
    return path.startsWith("/") && seen.add(path) && !path.startsWith(own) && !isNoise(path);
  }

  /// Programs, libraries and devices, and what has been deleted or was never a file of a folder.
  private static boolean isNoise(String path) {
    for (var place : NOISE) {
      if (path.startsWith(place)) {
        return true;
      }
    }
    return (path.startsWith("/dev/") && !path.startsWith("/dev/shm/"))
        || path.endsWith(" (deleted)")
        || path.endsWith(".so")
        || path.contains(".so.")
        || path.contains("/site-packages/")
        || path.contains("/dist-packages/");
  }

  private static void tell(String path, int flags, long pid, Sink sink) {
    if (isProgram(Path.of(path))) {
      return;
    }
    double now = Instant.now().toEpochMilli() / 1000.0;
    if ((flags & ACCESS) != WRITE_ONLY) {
      sink.accept(new FileUse(path, Access.READ, pid, now));
    }
    if ((flags & ACCESS) != 0) {
      sink.accept(new FileUse(path, Access.WRITTEN, pid, now));
    }
  }

  /// No regular file, or one that is run rather than read.
  private static boolean isProgram(Path path) {
    if (!Files.isRegularFile(path)) {
      return true;
    }
    try (var in = Files.newInputStream(path)) {
      var start = new String(in.readNBytes(4), ISO_8859_1);
      return start.startsWith("#!") || start.equals("\u007fELF");
    } catch (IOException e) {
      return true;
    }
  }
}
