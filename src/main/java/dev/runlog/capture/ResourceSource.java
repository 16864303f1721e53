package dev.runlog.capture;

import dev.runlog.model.Observation.Detail;
import dev.runlog.model.Observation.Gap;
import dev.runlog.model.Observation.Section;
import java.io.File;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Memory, processes, storage traffic and GPU use of the whole process tree, looked at from
/// outside: often at first, every two seconds later.
///
/// `max_rss_bytes` is the largest sum of resident memory seen, so memory that processes share
/// counts once for each; it is never less than what one process had at its own peak.
public final class ResourceSource implements Source {
  private static final String RSS = "max_rss_bytes";
  private static final Duration FIRST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final Duration LONGEST_OF_ALL = Duration.ofSeconds(10);
  private static final Duration GPU_EVERY = Duration.ofSeconds(60);

  private final Duration gpuAfter;
  private long rss;
  private int processes;
  private long read = -1;
  private long written = -1;
  private @Nullable GpuUse gpu;

  public ResourceSource() {
    this(Duration.ofSeconds(10));
  }

  /// `gpuAfter` is when the GPUs are looked at for the first time.
  ResourceSource(Duration gpuAfter) {
    this.gpuAfter = gpuAfter;
  }

  @Override
  public String name() {
    return "resources";
  }

  @Override
  public void during(Setting setting, Sink sink) throws InterruptedException {
    if (setting.pid().isEmpty()) {
      return;
    }
    if (!"Linux".equals(System.getProperty("os.name"))) {
      sink.accept(new Gap("resources." + RSS, "not measured on this system yet"));
      return;
    }
    var tree = new ProcessTree(setting.pid().getAsLong(), mark(setting));
    gpu = GpuUse.find(setting.plan().env());
    var pause = FIRST;
    var elapsed = Duration.ZERO;
    var gpuDue = gpuAfter;
    while (!setting.awaitEnd(pause)) {
      var cost = look(tree);
      if (gpu != null && elapsed.compareTo(gpuDue) >= 0) {
        gpu.look(tree.members());
        gpuDue = elapsed.plus(GPU_EVERY);
      }
      elapsed = elapsed.plus(pause);
      pause = longer(pause, cost);
    }
  }

  /// The folder that was put on the command's PYTHONPATH for this run, else the run's own.
  static String mark(Setting setting) {
    var path = setting.childEnvironment().getOrDefault("PYTHONPATH", "");
    if (path.equals(setting.plan().env().getOrDefault("PYTHONPATH", ""))) {
      return setting.folder().toString();
    }
    int end = path.indexOf(File.pathSeparatorChar);
    return end < 0 ? path : path.substring(0, end);
  }

  /// Half as long again, up to two seconds, or for a large tree a thousand times what a look
  /// costs.
  private static Duration longer(Duration pause, Duration cost) {
    var most = min(max(LONGEST, Duration.ofNanos(cost.toNanos() * 1000)), LONGEST_OF_ALL);
    return min(pause.plusNanos(pause.toNanos() / 2), most);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private Duration look(ProcessTree tree) {
    long begun = System.nanoTime();
    var use = tree.use();
    rss = Math.max(rss, Math.max(use.rss(), use.peak()));
    processes = Math.max(processes, use.processes());
    read = Math.max(read, use.read());
    written = Math.max(written, use.written());
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /// What a process said about itself from inside at its end counts too: it may have grown after
  /// the last look.
  @Override
  public void after(Setting setting, Sink sink) {
    for (var detail : setting.observed(Detail.class)) {
      if (detail.section() == Section.RESOURCES
          && detail.field().equals(RSS)
          && detail.value() instanceof Number bytes) {
        rss = Math.max(rss, bytes.longValue());
      }
    }
    if (rss > 0) {
      detail(sink, RSS, rss);
    } else if (setting.pid().isPresent()) {
      sink.accept(new Gap("resources." + RSS, "the command ended before it could be looked at"));
    }
    if (processes > 0) {
      detail(sink, "processes", processes);
    }
    if (read >= 0) {
      detail(sink, "io_read_bytes", read);
      detail(sink, "io_write_bytes", written);
    }
    if (gpu != null) {
      gpu.tell(sink);
    }
  }

  static void detail(Sink sink, String field, Object value) {
    sink.accept(new Detail(Section.RESOURCES, field, value));
  }
}
