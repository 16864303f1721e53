package dev.runlog.record;

import static java.util.Objects.requireNonNull;

import dev.runlog.model.Capture;
import dev.runlog.model.Data;
import dev.runlog.model.Git;
import dev.runlog.model.Observation;
import dev.runlog.model.Observation.Artifact;
import dev.runlog.model.Observation.Code;
import dev.runlog.model.Observation.ConfigurationFile;
import dev.runlog.model.Observation.DataSet;
import dev.runlog.model.Observation.Detail;
import dev.runlog.model.Observation.Ending;
import dev.runlog.model.Observation.Gap;
import dev.runlog.model.Observation.Metric;
import dev.runlog.model.Observation.Parameter;
import dev.runlog.model.Observation.Program;
import dev.runlog.model.Observation.Remark;
import dev.runlog.model.Observation.Role;
import dev.runlog.model.Observation.Section;
import dev.runlog.model.Observation.Seed;
import dev.runlog.model.Observation.Split;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// From observations to the sections of a record: pure, and the only place that knows where each
/// observation goes.
final class Fold {
  final Programs programs = new Programs();
  final Parameters parameters = new Parameters(programs);
  final Seeds seeds = new Seeds(programs);
  final MetricLedger metrics = new MetricLedger();
  final Reporters reporters = new Reporters();
  final Artifacts artifacts = new Artifacts();
  final Remarks remarks = new Remarks();
  final List<Ending> endings = new ArrayList<>();
  private final Map<String, Capture.Gap> gaps = new LinkedHashMap<>();
  private final Map<Section, Map<String, @Nullable Object>> details = new EnumMap<>(Section.class);
  private final Map<String, Data> data = new LinkedHashMap<>();
  private final Map<String, Long> split = new LinkedHashMap<>();
  @Nullable Git git;

  Fold() {
    for (var section : Section.values()) {
      details.put(section, new LinkedHashMap<>());
    }
  }

  // not a pattern switch, whose first use costs each run 10 ms: no cache keeps the class it makes
  void add(Observation observation) {
    if (observation instanceof Parameter parameter) {
      parameters.add(parameter);
    } else if (observation instanceof Metric metric) {
      metrics.add(reporters.told(metric));
    } else if (observation instanceof Detail detail) {
      details(detail.section()).put(detail.field(), detail.value());
    } else if (observation instanceof Artifact artifact) {
      artifacts.add(artifact);
    } else if (observation instanceof ConfigurationFile file) {
      parameters.add(file);
    } else if (observation instanceof Seed seed) {
      programs.add(seed);
    } else if (observation instanceof Program program) {
      programs.add(program);
    } else if (observation instanceof Split part) {
      split.put(part.name(), part.size());
    } else if (observation instanceof Code code) {
      git = code.git();
    } else if (observation instanceof DataSet set) {
      data.put(set.data().path(), set.data());
    } else if (observation instanceof Ending ending) {
      endings.add(ending);
    } else if (observation instanceof Role role) {
      artifacts.add(role);
    } else if (observation instanceof Remark remark) {
      remarks.add(remark);
    } else if (observation instanceof Gap gap) {
      gaps.put(gap.field() + ": " + gap.why(), new Capture.Gap(gap.field(), gap.why()));
    } // sources tell artifacts and data from a FileUse, and details from an Interpreter
  }

  /// An entry for each program, where there are several, each with the last values that it
  // reported.
  List<Map<String, @Nullable Object>> children() {
    return programs.children(id -> metrics.of(id.equals(reporters.first()) ? null : id).last());
  }

  Map<String, @Nullable Object> details(Section section) {
    return requireNonNull(details.get(section));
  }

  /// What could not be had, each reason once.
  List<Capture.Gap> gaps() {
    return List.copyOf(gaps.values());
  }

  /// The first data set, with the others as its inputs.
  @Nullable Data data() {
    if (data.isEmpty()) {
      return null;
    }
    var sets = List.copyOf(data.values());
    var first = sets.getFirst().withInputs(sets.subList(1, sets.size()));
    return split.isEmpty() ? first : first.withSplit(new LinkedHashMap<>(split));
  }
}
