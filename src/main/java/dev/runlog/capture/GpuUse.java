package dev.runlog.capture;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// GPU memory of the run's processes and how busy their cards are, asked of nvidia-smi now and
/// then. Nothing is told where the tool does not know the run's processes, as in a container.
final class GpuUse {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private @Nullable NvidiaTool tool;
  private long memory;
  private long busiest;
  private long sum;
  private int looks;

  private GpuUse(NvidiaTool tool) {
    this.tool = tool;
  }

  static @Nullable GpuUse find(Map<String, String> env) {
    return NvidiaTool.find(env, PATIENCE).map(GpuUse::new).orElse(null);
  }

  /// One look; a tool that fails is not asked again.
  void look(Set<Long> pids) throws InterruptedException {
    var asked = tool;
    if (asked == null) {
      return;
    }
    try {
      var cards = memory(asked.ask("--query-compute-apps=pid,gpu_uuid,used_memory"), pids);
      if (!cards.isEmpty()) {
        utilization(asked.ask("--query-gpu=uuid,utilization.gpu"), cards);
      }
    } catch (IOException | TimeoutException e) {
      tool = null;
    }
  }

  private Set<String> memory(String answer, Set<Long> pids) {
    var cards = new HashSet<String>();
    long mebibytes = 0;
    for (var line : answer.split("\n", -1)) {
      var parts = line.split(",", -1);
      if (parts.length == 3 && pids.contains(NvidiaTool.number(parts[0]))) {
        cards.add(parts[1].strip());
        var used = NvidiaTool.number(parts[2]);
        mebibytes += used == null ? 0 : used;
      }
    }
    memory = Math.max(memory, mebibytes << 20);
    return cards;
  }

  private void utilization(String answer, Set<String> cards) {
    for (var line : answer.split("\n", -1)) {
      var parts = line.split(",", -1);
      var percent = parts.length == 2 ? NvidiaTool.number(parts[1]) : null;
      if (percent != null && cards.contains(parts[0].strip())) {
        busiest = Math.max(busiest, percent);
        sum += percent;
        looks++;
      }
    }
  }

  void tell(Sink sink) {
    if (memory > 0) {
      ResourceSource.detail(sink, "gpu_max_memory_bytes", memory);
    }
    if (looks > 0) {
      ResourceSource.detail(sink, "gpu_max_utilization_percent", busiest);
      ResourceSource.detail(sink, "gpu_mean_utilization_percent", (double) sum / looks);
    }
  }
}
