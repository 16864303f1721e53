package dev.runlog.capture;

import dev.runlog.model.Observation.Detail;
import dev.runlog.model.Observation.Gap;
import dev.runlog.model.Observation.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The machine and the variables that the command was given: platform, processor, memory,
/// container, GPUs and their driver. It runs beside the command, because a driver's own tool may
/// take seconds.
public final class MachineSource implements Source {
  private final Path root;
  private final Duration patience;
  private @Nullable String driverCuda;

  public MachineSource() {
    this(Path.of("/"), Duration.ofSeconds(5));
  }

  /// `root` stands for `/`; `patience` is how long a driver's tool may take.
  MachineSource(Path root, Duration patience) {
    this.root = root;
    this.patience = patience;
  }

  @Override
  public String name() {
    return "machine";
  }

  @Override
  public void during(Setting setting, Sink sink) throws InterruptedException {
    var env = setting.plan().env();
    variables(env, sink);
    if ("Linux".equals(System.getProperty("os.name"))) {
      new LinuxMachine(root).tell(env, sink);
    } else {
      foreign(sink);
    }
    graphics(env, sink);
  }

  /// A framework inside the program knows better which CUDA it uses; the driver's highest stands
  /// in where none said.
  @Override
  public void after(Setting setting, Sink sink) {
    if (driverCuda != null
        && setting.observed(Detail.class).stream().noneMatch(MachineSource::isCuda)) {
      detail(sink, "cuda", driverCuda);
    }
  }

  private static boolean isCuda(Detail detail) {
    return detail.section() == Section.ENVIRONMENT && detail.field().equals("cuda");
  }

  private static void variables(Map<String, String> env, Sink sink) {
    detail(sink, "variables", AllowedVariables.GENERAL.of(env));
    var slurm = AllowedVariables.SLURM.of(env);
    if (!slurm.isEmpty()) {
      detail(sink, "slurm", slurm);
    }
  }

  private static void foreign(Sink sink) {
    var system = System.getProperty("os.name", "");
    detail(sink, "cores", (long) Runtime.getRuntime().availableProcessors());
    for (var field : new String[] {"platform", "cpu", "memory_bytes", "hostname", "container"}) {
      gap(sink, field, "not read on " + system + " yet");
    }
  }

  private void graphics(Map<String, String> env, Sink sink) throws InterruptedException {
    var files = new NvidiaFiles(root);
    try {
      var tool = NvidiaTool.find(env, patience);
      if (tool.isPresent()) {
        var cards = tool.get().cards();
        tell(cards.isEmpty() ? files.driver() : cards.getFirst().driver(), cards, sink);
        driverCuda = cards.isEmpty() ? null : tool.get().cuda();
        return;
      }
      if (files.hasDevice()) {
        gap(sink, "gpus", "there is an NVIDIA device, but no nvidia-smi to ask");
      }
    } catch (IOException | TimeoutException e) {
      gap(sink, "gpus", "" + e.getMessage());
    }
    tell(files.driver(), files.cards(), sink);
  }

  private static void tell(@Nullable String driver, List<NvidiaCard> cards, Sink sink) {
    detail(sink, "gpu", NvidiaCard.title(cards));
    detail(sink, "gpus", cards.stream().map(NvidiaCard::tree).toList());
    detail(sink, "driver", driver);
  }

  static void detail(Sink sink, String field, @Nullable Object value) {
    sink.accept(new Detail(Section.ENVIRONMENT, field, value));
  }

  static void gap(Sink sink, String field, String why) {
    sink.accept(new Gap("environment." + field, why));
  }
}
