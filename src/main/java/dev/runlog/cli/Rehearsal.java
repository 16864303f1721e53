package dev.runlog.cli;

import java.util.ArrayList;
import java.util.List;

/// Goes through several command lines in one process, for the AOT cache of the packaged program:
// `ls --next show`.
final class Rehearsal {
  private Rehearsal() {}

  public static void main(String[] args) {
    var line = new ArrayList<String>();
    var world = Main.world();
    for (var word : List.of(args)) {
      if (word.equals("--next")) {
        Main.run(world, line.toArray(String[]::new));
        line.clear();
      } else {
        line.add(word);
      }
    }
    Main.run(world, line.toArray(String[]::new));
  }
}
