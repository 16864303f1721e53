package dev.runlog.capture;

import dev.runlog.capture.git.Snapshot;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The state of the code, from the `git` program, as it was before the command started:
/// `git` in run.json and `changes.patch`. The content of what has changed is kept before the
/// launch; the patch and the tree are made from that beside the run.
public final class GitSource implements Source {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BESIDE = Duration.ofMinutes(2);
  private static final Duration GRACE = Duration.ofSeconds(2);

  private @Nullable Snapshot snapshot;

  @Override
  public String name() {
    return "git";
  }

  @Override
  public void before(Setting setting, Sink sink) throws Exception {
    snapshot = new Snapshot(setting, sink);
    snapshot.take(PATIENCE);
  }

  @Override
  public void during(Setting setting, Sink sink) throws Exception {
    if (snapshot != null) {
      snapshot.finish(BESIDE, new Grace(setting));
    }
  }

  @Override
  public void settle(Setting setting, Sink sink) throws Exception {
    Snapshot.settle(setting.folder());
  }

  /// True once the command has been over for a while.
  private static final class Grace implements BooleanSupplier {
    private final Setting setting;
    private long end;

    Grace(Setting setting) {
      this.setting = setting;
    }

    @Override
    public boolean getAsBoolean() {
      try {
        if (end == 0 && setting.awaitEnd(Duration.ZERO)) {
          end = System.nanoTime() + GRACE.toNanos();
        }
        return end != 0 && System.nanoTime() - end > 0;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return true;
      }
    }
  }
}
