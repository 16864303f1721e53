package dev.runlog.record;

import dev.runlog.model.World;

/// At most one warning line a run: the first trouble is told, the others are in the record.
final class Warnings {
  private final World world;
  private boolean said;

  Warnings(World world) {
    this.world = world;
  }

  synchronized void say(String what) {
    if (!said) {
      said = true;
      world.err().println("runlog: warning: " + what);
    }
  }
}
