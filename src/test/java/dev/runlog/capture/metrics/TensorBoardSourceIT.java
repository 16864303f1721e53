package dev.runlog.capture.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.json.Json;
import dev.runlog.model.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Event files as real writers write them, read as TensorBoard itself reads them.
@Timeout(420)
class TensorBoardSourceIT {
  private static final Path SCRIPTS = Path.of("src/test/python").toAbsolutePath();

  @TempDir Path folder;

  private String python(String script) throws Exception {
    var python = PythonTools.python().toString();
    return PythonTools.run(
        folder, List.of(python, SCRIPTS.resolve(script).toString(), folder.toString()));
  }

  private TreeSet<String> asTensorBoardReads() throws Exception {
    var points = new TreeSet<String>();
    for (var line : python("read_events.py").lines().filter(l -> l.startsWith("[\"")).toList()) {
      var fields = (List<?>) Json.read(line);
      var tag = fields.get(1).toString();
      if (tag.equals("epoch")) {
        continue; // says where the run is, as Lightning writes it
      }
      var split = fields.get(0).toString().replace("keras/", "");
      var name = tag.equals("epoch_loss") ? split + "/" + tag : tag;
      points.add(name + " " + fields.get(2) + " " + python(fields.get(3)));
    }
    return points;
  }

  private static Double python(Object number) {
    return switch (number.toString()) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      default -> Double.valueOf(number.toString());
    };
  }

  @Test
  void everyScalarIsReadAsTensorBoardReadsIt() throws Exception {
    var run = new Watch(folder, new TensorBoardSource());
    python("write_events.py");
    run.start().finish();
    var read = new TreeSet<String>();
    run.points().forEach(p -> read.add(p.name() + " " + p.step() + " " + p.value()));
    assertThat(read).hasSizeGreaterThan(700).isEqualTo(asTensorBoardReads());
    assertThat(run.gaps()).isEmpty();
    assertThat(run.points()).allMatch(p -> p.source().equals("tensorboard"));
    assertThat(run.seen())
        .contains(
            parameter("lr", 0.1),
            parameter("layers", 3L),
            parameter("name", "small"),
            parameter("bias", true));
  }

  private static Observation.Parameter parameter(String key, Object value) {
    return new Observation.Parameter(
        key, value, Observation.Origin.CONFIG_FILE, "tensorboard hparams");
  }

  @Test
  void damagedFilesGiveWhatIsWholeAndAGap() throws Exception {
    var run = new Watch(folder, new TensorBoardSource());
    python("write_events.py");
    var old = eventFile("runs/old");
    try (var file = Files.newByteChannel(old, StandardOpenOption.WRITE)) {
      file.position(200).write(java.nio.ByteBuffer.wrap(new byte[] {1}));
    }
    var torn = eventFile("keras/train");
    Files.write(torn, new byte[] {24, 0, 0}, StandardOpenOption.APPEND);
    var garbage = Files.write(folder.resolve("x.tfevents.1"), new byte[100_000]);
    run.start().finish();
    assertThat(run.points()).filteredOn(p -> p.name().equals("train/epoch_loss")).hasSize(20);
    assertThat(run.gaps())
        .anyMatch(why -> why.contains("runs/old"))
        .anyMatch(why -> why.contains("last 3 bytes of keras/train"))
        .anyMatch(why -> why.contains(garbage.getFileName().toString()));
  }

  private Path eventFile(String name) throws IOException {
    try (var files = Files.list(folder.resolve(name))) {
      return files.findFirst().orElseThrow();
    }
  }
}
