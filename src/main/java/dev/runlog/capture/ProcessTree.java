package dev.runlog.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The processes of a run, as Linux shows them in /proc: the command, what it starts, and what
/// carries the run's folder in its environment, in whatever session and under whatever parent.
final class ProcessTree {
  private static final int START_TIME = 19;
  private final Path proc = Path.of("/proc");
  private final String mark;
  private final Set<Long> members = new HashSet<>();
  private final long rootStarted;
  private Set<Long> known = Set.of();
  private String newest = "";
  private boolean looked;

  /// `mark` is the text that betrays a process of the run by its environment.
  ProcessTree(long root, String mark) {
    this.mark = new String(mark.getBytes(UTF_8), ISO_8859_1); // as environments are read
    members.add(root);
    var stat = stat(root);
    rootStarted = stat.length > START_TIME ? Long.parseLong(stat[START_TIME]) : Long.MAX_VALUE;
  }

  /// What the living processes use at one moment: `rss` the sum of their resident memory,
  /// `peak` the largest that one of them ever had, `read` and `written` what went to and from
  /// storage, waited-for children included, or -1 where the kernel does not tell.
  record Use(long rss, long peak, int processes, long read, long written) {}

  /// The pids that were alive at the last [#use].
  Set<Long> members() {
    return members;
  }

  /// Looks for new processes, but not at the first time, which has to be cheap for the sake of
  /// short commands; then sums up.
  Use use() {
    if (looked) {
      discover();
    }
    looked = true;
    long rss = 0;
    long peak = 0;
    int processes = 0;
    long read = 0;
    long written = 0;
    boolean readable = false;
    for (var each = members.iterator(); each.hasNext(); ) {
      var pid = each.next();
      var status = text(pid, "status");
      if (status.isEmpty()) {
        each.remove();
        continue;
      }
      long resident = number(status, "\nVmRSS:");
      if (resident == 0) {
        continue; // ended, but not waited for
      }
      processes++;
      rss += resident * 1024;
      peak = Math.max(peak, number(status, "\nVmHWM:") * 1024);
      var io = text(pid, "io");
      readable |= !io.isEmpty();
      read += number(io, "\nread_bytes:");
      written += number(io, "\nwrite_bytes:");
    }
    return new Use(rss, peak, processes, readable ? read : -1, readable ? written : -1);
  }

  /// The pids that are alive, new ones among them.
  Set<Long> living() {
    discover();
    members.removeIf(pid -> !Files.exists(proc.resolve(Long.toString(pid))));
    return members;
  }

  private void discover() {
    if (!somethingStarted()) {
      return;
    }
    var names = proc.toFile().list();
    var alive = new HashSet<Long>();
    var parents = new HashMap<Long, Long>();
    for (var name : names == null ? new String[0] : names) {
      if (Character.isDigit(name.charAt(0))) {
        var pid = Long.valueOf(name);
        alive.add(pid);
        if (!known.contains(pid) && !members.contains(pid)) {
          meet(pid, parents);
        }
      }
    }
    known = alive;
    while (adopt(parents)) {}
  }

  /// The kernel names the process started last: while that stays, nobody is new.
  private boolean somethingStarted() {
    var load = read(proc.resolve("loadavg")).strip();
    var last = load.substring(load.lastIndexOf(' ') + 1);
    boolean same = last.equals(newest) && !last.equals("0") && !last.isEmpty();
    newest = last;
    return !same;
  }

  private void meet(long pid, Map<Long, Long> parents) {
    var stat = stat(pid);
    if (stat.length <= START_TIME || Long.parseLong(stat[START_TIME]) < rootStarted) {
      return;
    }
    if (text(pid, "environ").contains(mark)) {
      members.add(pid);
    } else {
      parents.put(pid, Long.valueOf(stat[1]));
    }
  }

  private boolean adopt(Map<Long, Long> parents) {
    return parents
        .entrySet()
        .removeIf(child -> members.contains(child.getValue()) && members.add(child.getKey()));
  }

  /// The fields after the program's name, which may hold anything.
  private String[] stat(long pid) {
    var stat = text(pid, "stat");
    return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
  }

  private String text(long pid, String file) {
    return read(proc.resolve(Long.toString(pid)).resolve(file));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /// The number after a key; 0 without the key.
  private static long number(String text, String key) {
    int at = text.indexOf(key);
    long number = 0;
    for (int i = at < 0 ? text.length() : at + key.length(); i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isDigit(c)) {
        number = number * 10 + (c - '0');
      } else if (c == '\n' || number > 0) {
        break;
      }
    }
    return number;
  }
}
