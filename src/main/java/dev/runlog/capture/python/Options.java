package dev.runlog.capture.python;

import dev.runlog.json.Nested;
import dev.runlog.model.Observation.Origin;
import dev.runlog.model.Observation.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One set of options of a program, flat: nested groups become dotted keys.
record Options(
    String origin,
    String program,
    boolean guessed,
    Map<String, @Nullable Object> defaults,
    Map<String, @Nullable Object> sources) {

  static Options of(Event event, String program) {
    return new Options(
        event.text("origin"),
        program,
        event.flag("guessed"),
        Nested.flat(event.map("defaults")),
        Nested.flat(event.map("sources")));
  }

  /// The values of an event, the first or a later one, each with where it came from.
  List<Parameter> parameters(Event event) {
    var parameters = new ArrayList<Parameter>();
    Nested.flat(event.map("values"))
        .forEach(
            (key, value) ->
                parameters.add(
                    new Parameter(
                        key,
                        value,
                        guessed ? Origin.GUESSED : Origin.PROGRAM,
                        source(key, value, event.flag("later")),
                        program)));
    return parameters;
  }

  private String source(String key, @Nullable Object value, boolean later) {
    if (later) {
      return origin + ", changed by the program";
    }
    if (guessed) {
      return origin + ", guessed";
    }
    if (sources.get(key) instanceof String source) {
      return origin + " " + source;
    }
    boolean isDefault = defaults.containsKey(key) && Objects.equals(defaults.get(key), value);
    return isDefault ? origin + " default" : origin;
  }
}
