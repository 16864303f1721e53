package dev.runlog.record;

import static java.util.Objects.requireNonNull;

import dev.runlog.json.Canonical;
import dev.runlog.json.Json;
import dev.runlog.json.Nested;
import dev.runlog.model.Config;
import dev.runlog.model.Observation.ConfigurationFile;
import dev.runlog.model.Observation.Origin;
import dev.runlog.model.Observation.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Folds parameters into `config`. What the program itself holds wins over what was typed, which
/// wins over files; and where the program has spoken, guesses from the command line about keys
/// that it does not know are dropped. What it said itself through RUNLOG_EVENTS wins over all.
final class Parameters {
  private static final int LARGEST_IN_RECORD = 64 << 10;

  private final Map<Origin, Map<String, Parameter>> byOrigin = new EnumMap<>(Origin.class);
  private final List<Config.ConfigFile> files = new ArrayList<>();
  private final Programs programs;
  private @Nullable String path;

  Parameters(Programs programs) {
    this.programs = programs;
    for (var origin : Origin.values()) {
      byOrigin.put(origin, new LinkedHashMap<>());
    }
  }

  void add(Parameter parameter) {
    if (parameter.program().isEmpty()) {
      requireNonNull(byOrigin.get(parameter.origin())).put(parameter.key(), parameter);
    } else {
      programs.add(parameter);
    }
  }

  void add(ConfigurationFile file) {
    files.add(file.file());
    if (path == null || file.main()) {
      path = file.file().path();
    }
  }

  private Map<String, Parameter> of(Origin origin) {
    var all = new LinkedHashMap<>(requireNonNull(byOrigin.get(origin)));
    all.putAll(programs.own(origin));
    return all;
  }

  /// Every parameter in force, in the order of the keys' first appearance.
  private Map<String, Parameter> inForce() {
    // what the program was seen to hold in the end wins over the file that it may come from
    var all = of(Origin.CONFIG_FILE);
    all.putAll(of(Origin.GUESSED));
    var program = of(Origin.PROGRAM);
    if (program.isEmpty()) {
      all.putAll(of(Origin.COMMAND_LINE));
    }
    all.putAll(program);
    all.putAll(of(Origin.SAID));
    return all;
  }

  /// The whole configuration, nested by the dots of its keys.
  Map<String, @Nullable Object> resolved() {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    inForce().forEach((key, parameter) -> Nested.put(tree, key, parameter.value()));
    return tree;
  }

  /// The section of the record; `resolved` is the masked tree of [#resolved].
  Config section(Map<String, @Nullable Object> resolved) {
    var sources = new LinkedHashMap<String, String>();
    inForce().forEach((key, parameter) -> sources.put(key, parameter.source()));
    var overrides = new LinkedHashMap<String, @Nullable Object>();
    of(Origin.COMMAND_LINE).forEach((key, parameter) -> overrides.put(key, parameter.value()));
    boolean large = bytes(resolved) > LARGEST_IN_RECORD;
    return new Config(
        path,
        resolved.isEmpty() ? null : Canonical.hash(resolved),
        large ? chosen(resolved, overrides) : resolved,
        List.copyOf(files),
        overrides,
        large ? Map.of() : sources,
        large
            ? bytes(resolved) + " bytes; what is not a default is here, all in config_resolved.yaml"
            : null);
  }

  /// What is not a default; where even that is too much, what was typed.
  private Map<String, @Nullable Object> chosen(
      Map<String, @Nullable Object> resolved, Map<String, @Nullable Object> overrides) {
    var chosen = new LinkedHashMap<String, @Nullable Object>();
    inForce()
        .forEach(
            (key, parameter) -> {
              if (!parameter.source().endsWith(" default")) {
                Nested.put(chosen, key, Nested.get(resolved, key));
              }
            });
    return bytes(chosen) > LARGEST_IN_RECORD ? overrides : chosen;
  }

  private static int bytes(Map<String, @Nullable Object> tree) {
    return Json.line(tree).getBytes(StandardCharsets.UTF_8).length;
  }
}
