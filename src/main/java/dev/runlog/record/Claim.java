package dev.runlog.record;

import dev.runlog.model.World;
import dev.runlog.plan.Plan;
import dev.runlog.store.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The folder that a run got, and why it is not the one that was asked for.
record Claim(RunFolder folder, @Nullable String trouble) {

  /// Tries the output folder, then the user's state folder, then the temporary folder; null where
  /// none can be written.
  static @Nullable Claim of(Plan plan, World world) {
    var start = LocalDateTime.now(world.clock());
    var elsewhere =
        List.of(
            world.state().resolve("outputs"),
            Path.of(
                System.getProperty("java.io.tmpdir"), "runlog-" + System.getProperty("user.name")));
    try {
      return new Claim(RunFolder.claim(plan.outputs(), start, plan.name()), null);
    } catch (IOException refused) {
      for (var outputs : elsewhere) {
        try {
          var folder = RunFolder.claim(outputs, start, plan.name());
          return new Claim(
              folder,
              plan.outputs()
                  + " cannot be written ("
                  + refused
                  + "); the record is in "
                  + folder.path());
        } catch (IOException e) {
          // the next one may do
        }
      }
      return null;
    }
  }
}
