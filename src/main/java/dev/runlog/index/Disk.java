package dev.runlog.index;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The folders of an output folder and the stamps of their run.json, null where there is none.
record Disk(List<String> names, List<@Nullable Stamp> stamps) {

  static Disk of(Path outputs) {
    var names = outputs.toFile().list();
    if (names == null) {
      return new Disk(List.of(), List.of());
    }
    var stamps = new @Nullable Stamp[names.length];
    IntStream.range(0, names.length)
        .parallel()
        .forEach(i -> stamps[i] = Stamp.of(outputs.resolve(names[i]).resolve("run.json")));
    return new Disk(List.of(names), Collections.unmodifiableList(Arrays.asList(stamps)));
  }
}
