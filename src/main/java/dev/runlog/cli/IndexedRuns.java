package dev.runlog.cli;

import dev.runlog.index.Catalog;
import dev.runlog.model.Problem;
import dev.runlog.model.World;
import dev.runlog.record.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/// Opens the index of a project for a command: with a line of progress where there is much to
/// read, runs settled whose recorder has died, and broken records named.
final class IndexedRuns {
  private static final int MANY = 2000;

  private final World world;

  private IndexedRuns(World world) {
    this.world = world;
  }

  static Catalog open(World world, Path outputs) {
    return new IndexedRuns(world).open(outputs);
  }

  /// The same, with nothing taken from the index that was there.
  static Catalog anew(World world, Path outputs) {
    try {
      if (Files.isDirectory(outputs)) {
        Catalog.forget(world.cache(), outputs);
      }
    } catch (IOException e) {
      throw Problem.notFound("the index cannot be thrown away: " + e.getMessage());
    }
    var catalog = open(world, outputs);
    world.err().println(catalog.newestFirst().length + " runs of " + outputs + " read");
    return catalog;
  }

  private Catalog open(Path outputs) {
    if (!Files.isDirectory(outputs)) {
      throw Problem.notFound(
          "there are no runs in " + outputs + " yet. Record one with: runlog run -- COMMAND");
    }
    try {
      var catalog = Catalog.open(world.cache(), outputs, progress("reading records"));
      if (settle(catalog)) {
        catalog.close();
        catalog = Catalog.open(world.cache(), outputs, left -> {});
      }
      name(catalog);
      return catalog;
    } catch (IOException e) {
      throw Problem.notFound(outputs + " cannot be read: " + e.getMessage());
    }
  }

  /// Whether the record of a run has changed because its recorder has died.
  private boolean settle(Catalog catalog) throws IOException {
    var status = catalog.column("status");
    boolean[] changed = {false};
    status.matching(
        "running"::equals,
        run -> {
          if (catalog.isLiving(run)) {
            Stored.read(catalog.folder(run), world)
                .ifPresent(stored -> changed[0] |= !"running".equals(stored.tree().get("status")));
          }
        });
    return changed[0];
  }

  private void name(Catalog catalog) {
    for (var broken : catalog.broken()) {
      world.err().println("runlog: " + broken.name() + "/run.json is no record: " + broken.why());
    }
  }

  /// A line that counts down, on a terminal and where it is worth it.
  LongConsumer progress(String what) {
    long[] all = {-1};
    return left -> {
      synchronized (all) {
        all[0] = Math.max(all[0], left);
        if (all[0] < MANY || !world.isTerminal(2)) {
          return;
        }
        if (left == 0) {
          world.err().print("\r\033[K");
        } else if (left % 500 == 0) {
          long done = all[0] - left;
          int bar = (int) (30 * done / all[0]);
          var drawn = "#".repeat(bar) + ".".repeat(30 - bar);
          world.err().print("\r" + what + " [" + drawn + "] " + done + " of " + all[0]);
        }
      }
    };
  }

  static LongConsumer progress(World world, String what) {
    return new IndexedRuns(world).progress(what);
  }
}
