package dev.runlog.capture;

import dev.runlog.plan.Plan.Budget;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/// What may be spent on reading one data set beside the command: over it, the reading ends by a
/// [CancellationException] that says why.
final class DataBudget implements AutoCloseable {
  private final Setting setting;
  private final Budget budget;
  private final DataProgress progress;
  private final long deadline;

  DataBudget(Setting setting) {
    this.setting = setting;
    this.budget = setting.plan().settings().budget();
    this.progress = new DataProgress(setting);
    this.deadline = System.nanoTime() + Duration.ofSeconds(budget.seconds()).toNanos();
  }

  void expect(long bytes) {
    if (bytes > budget.bytes()) {
      throw new CancellationException(
          bytes + " bytes to read are over the budget of " + budget.bytes());
    }
    progress.expect(bytes);
  }

  void read(long bytes) {
    progress.read(bytes);
    if (System.nanoTime() > deadline) {
      throw new CancellationException(
          "reading took longer than the budget of " + budget.seconds() + " s");
    }
    if (!budget.finish() && hasEnded()) {
      throw new CancellationException("the command ended before all was read");
    }
  }

  private boolean hasEnded() {
    try {
      return setting.awaitEnd(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    progress.close();
  }
}
