package dev.runlog.record;

import dev.runlog.json.Nested;
import dev.runlog.model.Observation.Origin;
import dev.runlog.model.Observation.Parameter;
import dev.runlog.model.Observation.Program;
import dev.runlog.model.Observation.Seed;
import dev.runlog.model.Random.SeedCall;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The programs inside a run, each with its own options and seeds, and which of them is the run
/// itself. Of a driver that has no options of its own, the program that it starts is the run; of
/// several programs the one that ran longest, those with options before the others; of several
/// runs of one script none, and the run has what they have in common.
final class Programs {
  private static final int MOST_CHILDREN = 1000;

  private final Map<String, Member> all = new LinkedHashMap<>();

  /// A program and what it said.
  private static final class Member {
    private final Map<Origin, Map<String, Parameter>> parameters = new LinkedHashMap<>();
    private final List<SeedCall> seeds = new ArrayList<>();
    private @Nullable Program program;

    boolean hasOptions() {
      return parameters.keySet().stream().anyMatch(origin -> origin != Origin.GUESSED);
    }

    boolean hasSpoken() {
      return !parameters.isEmpty() || !seeds.isEmpty();
    }

    Map<String, Parameter> of(Origin origin) {
      return parameters.getOrDefault(origin, Map.of());
    }
  }

  void add(Program program) {
    member(program.id()).program = program;
  }

  void add(Parameter parameter) {
    member(parameter.program())
        .parameters
        .computeIfAbsent(parameter.origin(), origin -> new LinkedHashMap<>())
        .put(parameter.key(), parameter);
  }

  void add(Seed seed) {
    member(seed.program()).seeds.add(seed.call());
  }

  private Member member(String id) {
    return all.computeIfAbsent(id, none -> new Member());
  }

  /// The run's own parameters of an origin.
  Map<String, Parameter> own(Origin origin) {
    var chosen = chosen();
    if (chosen.isEmpty()) {
      return Map.of();
    }
    var own = new LinkedHashMap<>(chosen.getFirst().of(origin));
    for (var other : chosen.subList(1, chosen.size())) {
      var theirs = other.of(origin);
      own.entrySet().removeIf(mine -> !isSame(mine.getValue(), theirs.get(mine.getKey())));
    }
    return own;
  }

  private static boolean isSame(Parameter mine, @Nullable Parameter theirs) {
    return theirs != null && Objects.equals(mine.value(), theirs.value());
  }

  /// The run's own calls that set seeds.
  List<SeedCall> ownSeeds() {
    var chosen = chosen();
    var own = new ArrayList<SeedCall>();
    for (var call : chosen.isEmpty() ? List.<SeedCall>of() : chosen.getFirst().seeds) {
      if (chosen.stream().allMatch(member -> member.seeds.stream().anyMatch(c -> same(c, call)))) {
        own.add(call);
      }
    }
    return own;
  }

  /// Whether any program of the run set a seed.
  boolean anySeeds() {
    return all.values().stream().anyMatch(member -> !member.seeds.isEmpty());
  }

  private static boolean same(SeedCall a, SeedCall b) {
    return a.function().equals(b.function()) && Objects.equals(a.value(), b.value());
  }

  /// Of the programs that have options, or else of those that set a seed, all runs of the script
  /// that ran longest.
  private List<Member> chosen() {
    var speakers = speakers(null, new HashSet<>());
    if (speakers.stream().anyMatch(Member::hasOptions)) {
      speakers = speakers.stream().filter(Member::hasOptions).toList();
    }
    var byScript = new LinkedHashMap<String, List<Member>>();
    for (var speaker : speakers) {
      byScript.computeIfAbsent(script(speaker.program), none -> new ArrayList<>()).add(speaker);
    }
    var longest = List.<Member>of();
    for (var runs : byScript.values()) {
      longest = seconds(runs) > seconds(longest) || longest.isEmpty() ? runs : longest;
    }
    return longest;
  }

  /// The programs below one; in the place of a program without options those that it started.
  private List<Member> speakers(@Nullable String parent, Set<String> seen) {
    var speakers = new ArrayList<Member>();
    all.forEach(
        (id, member) -> {
          if (Objects.equals(parentOf(member.program), parent) && seen.add(id)) {
            var below = member.hasOptions() ? List.<Member>of() : speakers(id, seen);
            if (below.stream().anyMatch(Member::hasOptions) || !member.hasSpoken()) {
              speakers.addAll(below);
            } else {
              speakers.add(member);
            }
          }
        });
    return speakers;
  }

  private @Nullable String parentOf(@Nullable Program program) {
    return program == null || !all.containsKey(program.parent()) ? null : program.parent();
  }

  /// What a command line runs: a script by its path, or the words of `-m` or `-c`.
  private static String script(@Nullable Program program) {
    var argv = program == null ? List.<String>of() : program.argv();
    for (int i = 1; i < argv.size(); i++) {
      var word = argv.get(i);
      if (word.equals("-m") || word.equals("-c")) {
        return String.join(" ", argv.subList(i, Math.min(i + 2, argv.size())));
      }
      if (word.equals("-W") || word.equals("-X")) {
        i++;
      } else if (!word.startsWith("-")) {
        return path(program == null ? "" : program.cwd(), word);
      }
    }
    return "";
  }

  private static String path(String folder, String file) {
    try {
      return Path.of(folder).resolve(file).normalize().toString();
    } catch (InvalidPathException e) {
      return file;
    }
  }

  private static double seconds(List<Member> members) {
    return members.stream().mapToDouble(member -> seconds(member.program)).sum();
  }

  private static double seconds(@Nullable Program program) {
    if (program == null) {
      return 0;
    }
    var end = program.end();
    return end == null ? Double.MAX_VALUE : end - program.start();
  }

  /// An entry for each program, where there are several; `metrics` has what one reported.
  List<Map<String, @Nullable Object>> children(Function<String, Map<String, Double>> metrics) {
    var entries = new ArrayList<Map<String, @Nullable Object>>();
    if (all.size() > 1) {
      for (var member : all.values()) {
        var program = member.program;
        if (program != null && entries.size() < MOST_CHILDREN) {
          var entry = entry(member, program);
          entry.put("metrics", metrics.apply(program.id()));
          entries.add(entry);
        }
      }
    }
    return entries.size() > 1 ? entries : List.of();
  }

  private static Map<String, @Nullable Object> entry(Member member, Program program) {
    var entry = new LinkedHashMap<String, @Nullable Object>();
    entry.put("id", program.id());
    entry.put("parent", program.parent());
    entry.put("pid", program.pid());
    entry.put("argv", program.argv());
    entry.put("cwd", program.cwd());
    entry.put("start", time(program.start()));
    var end = program.end();
    entry.put("duration_seconds", end == null ? null : Times.rounded(end - program.start()));
    var config = new LinkedHashMap<String, @Nullable Object>();
    for (var origin : Origin.values()) {
      member.of(origin).forEach((key, parameter) -> Nested.put(config, key, parameter.value()));
    }
    entry.put("config", config);
    var seeds = new LinkedHashMap<String, @Nullable Object>();
    member.seeds.forEach(call -> seeds.put(call.function(), call.value()));
    entry.put("seeds", seeds);
    return entry;
  }

  private static String time(double seconds) {
    var instant = Instant.ofEpochMilli((long) (seconds * 1000));
    return Times.text(instant.atZone(ZoneId.systemDefault()).toOffsetDateTime());
  }
}
