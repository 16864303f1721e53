package dev.runlog.index;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The folders of an output folder and the stamps of their run.json.
record Disk(List<String> names, List<Stamp> stamps) {

  static Disk of(Path outputs) {
    var names = outputs.toFile().list();
    if (names == null) {
      return new Disk(List.of(), List.of());
    }
    var folder = outputs + "/";
    var stamps = new Stamp[names.length];
    IntStream.range(0, names.length)
        .parallel()
        .forEach(i -> stamps[i] = Stamp.of(folder + names[i] + "/run.json"));
    return new Disk(Arrays.asList(names), Arrays.asList(stamps));
  }
}
