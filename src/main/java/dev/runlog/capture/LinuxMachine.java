package dev.runlog.capture;

import static dev.runlog.capture.MachineSource.detail;
import static dev.runlog.capture.MachineSource.gap;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What Linux tells about the machine in /proc, /sys and a few marker files.
final class LinuxMachine {
  private static final int CPUINFO_HEAD = 4096;
  private final Path root;

  /// `root` stands for `/`.
  LinuxMachine(Path root) {
    this.root = root;
  }

  void tell(Map<String, String> env, Sink sink) {
    tell("platform", this::platform, sink);
    tell("cpu", this::cpu, sink);
    tell("cores", () -> count(line("sys/devices/system/cpu/online")), sink);
    tell("cores_allowed", () -> count(value("proc/self/status", "Cpus_allowed_list")), sink);
    tell("memory_bytes", this::memory, sink);
    tell("hostname", () -> line("proc/sys/kernel/hostname"), sink);
    detail(sink, "container", container(env));
  }

  private interface Fact {
    @Nullable Object get() throws IOException;
  }

  private static void tell(String field, Fact fact, Sink sink) {
    try {
      detail(sink, field, fact.get());
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      gap(sink, field, e.toString());
    }
  }

  /// As Python's `platform.platform()` prints it.
  private String platform() throws IOException {
    var machine =
        switch (System.getProperty("os.arch", "")) {
          case "amd64" -> "x86_64";
          case "x86" -> "i686";
          default -> System.getProperty("os.arch", "");
        };
    return "Linux-" + line("proc/sys/kernel/osrelease") + "-" + machine + "-with" + libc();
  }

  /// The C library that this program itself runs on: nothing is started to ask for it.
  private String libc() throws IOException {
    for (var mapping : Files.readAllLines(root.resolve("proc/self/maps"), ISO_8859_1)) {
      if (mapping.endsWith("/libc.so.6")) {
        return glibc(Path.of(mapping.substring(mapping.indexOf('/'))));
      }
      if (mapping.contains("/ld-musl-")) {
        return "-musl";
      }
    }
    return "";
  }

  /// The library introduces itself, "... stable release version 2.36.", in the constants that
  /// follow its code, so in its second half.
  private static String glibc(Path library) throws IOException {
    String text;
    try (var in = Files.newInputStream(library)) {
      in.skipNBytes(Files.size(library) / 2);
      text = new String(in.readAllBytes(), ISO_8859_1);
    }
    var mark = "stable release version ";
    int found = text.indexOf(mark);
    if (found < 0) {
      return "";
    }
    int start = found + mark.length();
    int end = start;
    while (Character.isDigit(text.charAt(end)) || Character.isDigit(text.charAt(end + 1))) {
      end++;
    }
    return "-glibc" + text.substring(start, end);
  }

  /// Only the head is read: on hundreds of cores the whole file costs the kernel milliseconds.
  private @Nullable String cpu() throws IOException {
    String head;
    try (var in = Files.newInputStream(root.resolve("proc/cpuinfo"))) {
      head = new String(in.readNBytes(CPUINFO_HEAD), ISO_8859_1);
    }
    for (var key : new String[] {"model name", "cpu model", "cpu", "Hardware", "Model"}) {
      for (var line : head.split("\n", -1)) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).strip().equals(key)) {
          return line.substring(colon + 1).strip();
        }
      }
    }
    var model = root.resolve("proc/device-tree/model");
    return Files.isReadable(model) ? Files.readString(model, ISO_8859_1).replace("\0", "") : null;
  }

  private long memory() throws IOException {
    var total = value("proc/meminfo", "MemTotal");
    return Long.parseLong(total.substring(0, total.indexOf(' '))) * 1024;
  }

  /// How many a list like `0-3,8,10-11` names.
  private static long count(String list) {
    long count = 0;
    for (var range : list.split(",", -1)) {
      int dash = range.indexOf('-');
      count +=
          dash < 0
              ? 1
              : Long.parseLong(range.substring(dash + 1))
                  - Long.parseLong(range.substring(0, dash))
                  + 1;
    }
    return count;
  }

  /// kubernetes, apptainer, podman, docker, what systemd names, or none.
  private String container(Map<String, String> env) {
    if (has("var/run/secrets/kubernetes.io") || env.containsKey("KUBERNETES_SERVICE_HOST")) {
      return "kubernetes";
    }
    if (has(".singularity.d")) {
      return "apptainer";
    }
    if (has("run/.containerenv")) {
      return "podman";
    }
    if (has(".dockerenv")) {
      return "docker";
    }
    try {
      return line("run/systemd/container");
    } catch (IOException e) {
      return "none";
    }
  }

  private boolean has(String path) {
    return Files.exists(root.resolve(path));
  }

  private String line(String path) throws IOException {
    return Files.readString(root.resolve(path), ISO_8859_1).strip();
  }

  private String value(String path, String key) throws IOException {
    for (var line : Files.readAllLines(root.resolve(path), ISO_8859_1)) {
      if (line.startsWith(key) && line.startsWith(":", key.length())) {
        return line.substring(key.length() + 1).strip();
      }
    }
    throw new IOException("no " + key + " in /" + path);
  }
}
