package dev.runlog.capture.events;

import dev.runlog.capture.Setting;
import dev.runlog.capture.Sink;
import dev.runlog.json.Nested;
import dev.runlog.model.MetricPoint;
import dev.runlog.model.Observation.Access;
import dev.runlog.model.Observation.FileUse;
import dev.runlog.model.Observation.Gap;
import dev.runlog.model.Observation.Metric;
import dev.runlog.model.Observation.Origin;
import dev.runlog.model.Observation.Parameter;
import dev.runlog.model.Observation.Remark;
import dev.runlog.model.Observation.Role;
import dev.runlog.model.Observation.Seed;
import dev.runlog.model.Observation.Split;
import dev.runlog.model.Random.SeedCall;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// From the fields of an event to observations. What a field must be is checked here: whoever
/// wrote the line is not known.
final class Events {
  private static final String SOURCE = "runlog";
  private static final int MOST_POINTS = 2_000_000;
  private static final int MOST_NAMES = 5_000;
  private static final int MOST_KEYS = 10_000;
  private static final int MOST_FACTS = 10_000;
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_TEXT = 2_000;
  private static final List<String> ELEMENTS =
      List.of("hypothesis", "change", "result", "next", "risk");

  private final Setting setting;
  private final Sink sink;
  private final Map<String, String> names = new HashMap<>();
  private final Set<String> keys = new HashSet<>();
  private final Set<Path> artifacts = new LinkedHashSet<>();
  private int points;
  private int facts;

  Events(Setting setting, Sink sink) {
    this.setting = setting;
    this.sink = sink;
  }

  boolean isFull() {
    return points > MOST_POINTS;
  }

  void accept(Map<?, ?> event) throws Refused {
    var kind = event.get("e") instanceof String text ? text : "";
    if (kind.equals("metric")) {
      metrics(event);
      return;
    }
    if (++facts > MOST_FACTS) {
      throw new Refused("more than " + MOST_FACTS + " lines beside metrics");
    }
    switch (kind) {
      case "config" -> config(event);
      case "note" -> note(event);
      case "artifact" -> artifact(event);
      case "data" -> sink.accept(new FileUse(path(event).toString(), Access.READ, 0, time(event)));
      case "seed" -> seed(event);
      case "split" -> sink.accept(new Split(name(event.get("name")), whole(event.get("size"))));
      default ->
          throw new Refused("\"e\" is none of metric, config, note, artifact, data, seed, split");
    }
  }

  private void metrics(Map<?, ?> event) throws Refused {
    var step = event.get("step") == null ? null : (Long) whole(event.get("step"));
    double time = time(event);
    if (event.get("values") instanceof Map<?, ?> values) {
      for (var entry : values.entrySet()) {
        metric(entry.getKey(), entry.getValue(), step, time);
      }
    } else {
      metric(event.get("name"), event.get("value"), step, time);
    }
  }

  private void metric(
      @Nullable Object name, @Nullable Object value, @Nullable Long step, double time)
      throws Refused {
    var known = name instanceof String text ? names.get(text) : null;
    if (known == null) {
      known = setting.redactor().text(name(name));
      if (names.size() >= MOST_NAMES) {
        throw new Refused("more than " + MOST_NAMES + " metrics");
      }
      names.put(String.valueOf(name), known);
    }
    double number = number(value);
    points++;
    if (!isFull()) {
      sink.accept(new Metric(new MetricPoint(known, number, step, time, SOURCE)));
    }
  }

  private void config(Map<?, ?> event) throws Refused {
    if (!(event.get("values") instanceof Map<?, ?> values)) {
      throw new Refused("\"values\" of a config is no object");
    }
    for (var entry : Nested.flat(values).entrySet()) {
      if (keys.size() >= MOST_KEYS && !keys.contains(entry.getKey())) {
        throw new Refused("more than " + MOST_KEYS + " parameters");
      }
      if (entry.getKey().isEmpty() || entry.getKey().length() > 10 * LONGEST_NAME) {
        throw new Refused("the name of a parameter is empty or too long");
      }
      keys.add(entry.getKey());
      sink.accept(new Parameter(entry.getKey(), entry.getValue(), Origin.SAID, SOURCE));
    }
  }

  private void note(Map<?, ?> event) throws Refused {
    if (!(event.get("text") instanceof String text) || text.isBlank()) {
      throw new Refused("\"text\" of a note is no text");
    }
    var element = event.get("element") instanceof String word ? word : "result";
    element = element.toLowerCase(Locale.ROOT);
    if (!ELEMENTS.contains(element)) {
      throw new Refused("\"element\" is none of " + String.join(", ", ELEMENTS));
    }
    var all = text.strip();
    sink.accept(
        new Remark(
            element, all.length() > LONGEST_TEXT ? all.substring(0, LONGEST_TEXT) + " ..." : all));
  }

  private void artifact(Map<?, ?> event) throws Refused {
    var file = path(event);
    var role = event.get("role");
    if (role != null && !(role instanceof String word && word.matches("[a-z0-9_-]{1,40}"))) {
      throw new Refused("\"role\" is no word of a-z, 0-9, _, -");
    }
    artifacts.add(file);
    sink.accept(new FileUse(file.toString(), Access.WRITTEN, 0, time(event)));
    if (role instanceof String word) {
      var project = setting.plan().project();
      var path = file.startsWith(project) ? project.relativize(file) : file;
      sink.accept(new Role(path.toString(), word));
    }
  }

  private void seed(Map<?, ?> event) throws Refused {
    var library = name(event.get("library"));
    var function = event.get("function") == null ? library : name(event.get("function"));
    sink.accept(new Seed(new SeedCall(library, function, event.get("value"), null, null), ""));
  }

  /// Nothing more will come.
  void end() {
    for (var file : artifacts) {
      if (!Files.exists(file)) {
        sink.accept(new Gap("artifacts", file + " was said to be one, and is not there"));
      }
    }
  }

  private Path path(Map<?, ?> event) throws Refused {
    if (!(event.get("path") instanceof String text) || text.isEmpty()) {
      throw new Refused("\"path\" is no path");
    }
    try {
      return setting.plan().cwd().resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw new Refused("\"path\" is no path");
    }
  }

  private double time(Map<?, ?> event) throws Refused {
    var time = event.get("t");
    if (time == null) {
      return setting.world().clock().millis() / 1e3;
    }
    double seconds = time instanceof Number number ? number.doubleValue() : Double.NaN;
    if (!(seconds >= 0 && seconds < 1e11)) {
      throw new Refused("\"t\" is no time in seconds since 1970");
    }
    return seconds;
  }

  private static String name(@Nullable Object value) throws Refused {
    if (!(value instanceof String name)
        || name.isBlank()
        || name.length() > LONGEST_NAME
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new Refused("a name is no text of 1 to " + LONGEST_NAME + " characters");
    }
    return name;
  }

  private static long whole(@Nullable Object value) throws Refused {
    if (value instanceof Long number) {
      return number;
    }
    if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
      return number.longValue();
    }
    throw new Refused("a step or a size is no whole number");
  }

  private static double number(@Nullable Object value) throws Refused {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    return switch (String.valueOf(value)) {
      case "NaN", "nan" -> Double.NaN;
      case "Infinity", "inf", "Inf" -> Double.POSITIVE_INFINITY;
      case "-Infinity", "-inf", "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> throw new Refused("the value of a metric is no number");
    };
  }
}
