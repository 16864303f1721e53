package dev.runlog.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What this room asks of Linux alone: /proc, and the numbers of signals.
final class Linux {
  static final long TCGETS = 0x5401;
  static final long TCSETS = 0x5402;
  static final long TIOCGPGRP = 0x540F;
  static final long TIOCGWINSZ = 0x5413;
  static final long TIOCSWINSZ = 0x5414;
  static final long TIOCSPTLCK = 0x40045431;
  static final long TIOCGPTN = 0x80045430L;
  static final int OPOST = 1;
  static final int ICANON = 2;

  private static final Path SELF = Path.of("/proc/self");
  private static final double TICKS_PER_SECOND = 100;
  private static final List<String> SIGNALS =
      List.of(
          "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV",
          "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU",
          "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  private Linux() {}

  /// The name of signal `number`, or null where there is none.
  static @Nullable String signalName(int number) {
    return number > 0 && number < SIGNALS.size() ? SIGNALS.get(number) : null;
  }

  /// Whether this process ignores signal `name`, as under nohup.
  static boolean isIgnored(String name) {
    for (var line : lines(SELF.resolve("status"))) {
      if (line.startsWith("SigIgn:")) {
        long mask = Long.parseUnsignedLong(line.substring("SigIgn:".length()).trim(), 16);
        return (mask >> (SIGNALS.indexOf(name) - 1) & 1) != 0;
      }
    }
    return false;
  }

  /// The process group of this process.
  static long ownGroup() {
    return statOf("self", 2);
  }

  /// The process group of process `pid`, or 0 if there is none.
  static long groupOf(long pid) {
    return statOf(Long.toString(pid), 2);
  }

  /// Number `index` of /proc/PID/stat, counted from the state, which is 0.
  private static long statOf(String pid, int index) {
    for (var line : lines(Path.of("/proc", pid, "stat"))) {
      return Long.parseLong(line.substring(line.lastIndexOf(')') + 2).split(" ", index + 2)[index]);
    }
    return 0;
  }

  /// Our descriptors of pseudo-terminal masters; Java does not tell the number of one it opened.
  static Set<Integer> masters() throws IOException {
    var masters = new HashSet<Integer>();
    try (var descriptors = Files.newDirectoryStream(SELF.resolve("fd"))) {
      for (var descriptor : descriptors) {
        if (target(descriptor).endsWith("/ptmx")) {
          masters.add(Integer.valueOf(descriptor.getFileName().toString()));
        }
      }
    }
    return masters;
  }

  /// Whether a process that we started, or one below it, has opened `terminal` to read from it.
  static boolean isReadByDescendant(Path terminal) {
    return ProcessHandle.current().descendants().anyMatch(it -> isReadBy(it.pid(), terminal));
  }

  private static boolean isReadBy(long pid, Path terminal) {
    var process = Path.of("/proc/" + pid);
    try (var descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (var descriptor : descriptors) {
        if (target(descriptor).equals(terminal.toString())
            && isReadable(process.resolve("fdinfo").resolve(descriptor.getFileName()))) {
          return true;
        }
      }
    } catch (IOException e) {
      return false;
    }
    return false;
  }

  /// What a shell writes to open our descriptor once more with the same rights; empty for what
  /// cannot be opened by a name, such as a socket.
  static String modeToOpenAgain(int descriptor) {
    if (!target(SELF.resolve("fd/" + descriptor)).matches("(/|pipe:).*")) {
      return "";
    }
    for (var line : lines(SELF.resolve("fdinfo/" + descriptor))) {
      if (line.startsWith("flags:")) {
        return switch (line.charAt(line.length() - 1) & 3) {
          case 0 -> "<";
          case 1 -> ">>";
          default -> "<>";
        };
      }
    }
    return "";
  }

  /// Flags are octal; their last two bits are 1 where it is open for writing only.
  private static boolean isReadable(Path info) {
    return lines(info).stream()
        .anyMatch(
            line ->
                line.startsWith("flags:") && "0246".indexOf(line.charAt(line.length() - 1)) >= 0);
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /// CPU seconds of all children that this process has waited for so far.
  static double childrenCpuSeconds() {
    return (statOf("self", 13) + statOf("self", 14)) / TICKS_PER_SECOND;
  }

  /// Whether our file descriptors `a` and `b` lead to the same file or pipe.
  static boolean isSameFile(int a, int b) {
    var first = target(SELF.resolve("fd/" + a));
    return !first.isEmpty() && first.equals(target(SELF.resolve("fd/" + b)));
  }

  /// The name under which standard input of process `pid` can be opened; of a pipe this opens
  /// the end that the mode of opening asks for.
  static Path standardInputOf(long pid) {
    return Path.of("/proc/" + pid + "/fd/0");
  }

  /// The last `count` arguments of this process as bytes, which Java has decoded with losses.
  static List<byte[]> ownLastArguments(int count) throws IOException {
    var all = Files.readAllBytes(SELF.resolve("cmdline"));
    var arguments = new ArrayList<byte[]>();
    for (int start = 0, end; start < all.length; start = end + 1) {
      end = start;
      while (end < all.length && all[end] != 0) {
        end++;
      }
      arguments.add(Arrays.copyOfRange(all, start, end));
    }
    return arguments.subList(Math.max(0, arguments.size() - count), arguments.size());
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }
}
