package dev.runlog.query;

import dev.runlog.model.Nearest;
import dev.runlog.model.Problem;
import dev.runlog.model.RunOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds run folders: by `@`, `@2`, an id, a part of one that fits only one run, or the folder
/// itself.
public final class Selector {
  private static final int SHOWN = 5;
  private static final int MINUTES_BACK = 20;

  private final Path outputs;

  /// Looks among the runs of one output folder.
  public Selector(Path outputs) {
    this.outputs = outputs;
  }

  /// Every run folder, newest first.
  public List<Path> all() {
    if (!Files.isDirectory(outputs)) {
      return List.of();
    }
    try (var children = Files.list(outputs)) {
      return children
          .filter(folder -> Files.exists(folder.resolve("run.json")))
          .sorted(new RunOrder().reversed())
          .toList();
    } catch (IOException e) {
      throw Problem.notFound(outputs + " cannot be read: " + e);
    }
  }

  /// The one run that `word` names; none or several is a [Problem] with exit code 1 that says
  /// which are near.
  public Path one(String word) {
    var folder = Path.of(word);
    if (word.contains("/") && Files.exists(folder.resolve("run.json"))) {
      return folder;
    }
    var soon = word.startsWith("@") ? recent(number(word)) : exact(word);
    if (soon != null) {
      return soon;
    }
    var all = all();
    if (all.isEmpty()) {
      throw Problem.notFound(
          "there are no runs in " + outputs + " yet. Record one with: runlog run -- COMMAND");
    }
    return word.startsWith("@") ? newest(word, all) : named(word, all);
  }

  private @Nullable Path exact(String word) {
    var folder = outputs.resolve(word);
    return !word.isEmpty() && Files.exists(folder.resolve("run.json")) ? folder : null;
  }

  private static int number(String word) {
    try {
      return word.equals("@") ? 1 : Integer.parseInt(word.substring(1));
    } catch (NumberFormatException e) {
      throw Problem.usage(
          "'" + word + "' is no run: after @ comes a number, @ or @1 for the newest run");
    }
  }

  /// The n-th newest run, where it is among the runs of the last minutes: without a look into
  /// every folder.
  private @Nullable Path recent(int n) {
    var names = outputs.toFile().list();
    var before = "\uffff";
    int left = n;
    for (int minutes = 0; names != null && n > 0 && minutes < MINUTES_BACK; minutes++) {
      var last = "";
      for (var name : names) {
        var minute = RunOrder.minute(name);
        last = minute.compareTo(before) < 0 && minute.compareTo(last) > 0 ? minute : last;
      }
      var runs = runsOf(last, names);
      if (runs.size() >= left) {
        return runs.get(left - 1);
      }
      left -= runs.size();
      before = last;
    }
    return null;
  }

  private List<Path> runsOf(String minute, String[] names) {
    return Arrays.stream(names)
        .filter(name -> RunOrder.minute(name).equals(minute))
        .map(outputs::resolve)
        .filter(folder -> Files.exists(folder.resolve("run.json")))
        .sorted(new RunOrder().reversed())
        .toList();
  }

  private static Path newest(String word, List<Path> all) {
    int n = number(word);
    if (n < 1 || n > all.size()) {
      throw Problem.notFound(
          "there is no " + word + ": " + all.size() + " runs are here, @1 to @" + all.size());
    }
    return all.get(n - 1);
  }

  private Path named(String word, List<Path> all) {
    var fits = all.stream().filter(folder -> id(folder).contains(word)).toList();
    var exact = fits.stream().filter(folder -> id(folder).equals(word)).toList();
    if (exact.size() == 1 || fits.size() == 1) {
      return exact.size() == 1 ? exact.getFirst() : fits.getFirst();
    }
    if (fits.isEmpty()) {
      var ids = all.stream().map(Selector::id).toList();
      throw Problem.notFound(
          "no run in "
              + outputs
              + " fits '"
              + word
              + "'"
              + Nearest.hint(word, ids)
              + ". 'runlog ls' lists them");
    }
    var some = fits.stream().limit(SHOWN).map(Selector::id).toList();
    throw Problem.notFound(
        fits.size()
            + " runs fit '"
            + word
            + "': "
            + String.join(", ", some)
            + (fits.size() > SHOWN ? ", ..." : "")
            + ". Type more of the id");
  }

  /// The run's id: its folder's name.
  public static String id(Path folder) {
    return String.valueOf(folder.getFileName());
  }
}
