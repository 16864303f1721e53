package dev.runlog.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs that are sent by themselves, by a process that outlives runlog.
@Timeout(180)
class PushIT {
  @TempDir private Path folder;

  @Test
  void eachRunIsSentAfterItHasEndedAndItsExitCodeStays() throws Exception {
    var runlog = new Packaged(folder);
    runlog.env.keySet().removeIf(name -> name.startsWith("WANDB_"));
    runlog.file("runlog.toml", "[push]\nwandb = true\n");
    for (int code = 0; code < 3; code++) {
      var run = runlog.runlog("run", "--", "sh", "-c", "echo loss 0.5; exit " + code);
      assertThat(run.code()).isEqualTo(code);
      assertThat(run.err()).doesNotContain("runlog: this run");
    }
    var wandb = runlog.project.resolve("outputs/wandb");
    var ledger = folder.resolve("home/.local/state/runlog/push/ledger.jsonl");
    Packaged.until("three runs sent", () -> sent(ledger) == 3);
    assertThat(wandb.toFile().list((dir, name) -> name.startsWith("offline-run-"))).hasSize(3);
    assertThat(runlog.runlog("push", "--status").out()).startsWith("sent  3 runs -> ");
    assertThat(runlog.runlog("ls", "--json").err()).isEmpty();
  }

  private static int sent(Path ledger) {
    try {
      return java.nio.file.Files.readString(ledger).split("\"state\":\"sent\"", -1).length - 1;
    } catch (java.io.IOException e) {
      return 0;
    }
  }
}
