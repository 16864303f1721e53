package dev.runlog.capture;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Which data sets some files are: a folder of which nearly every data file is among them, else
/// those of one folder, else each file.
final class DataSets {
  private static final Set<String> GENERAL =
      Set.of("raw", "processed", "train", "val", "test", "images", "files");
  private static final int MOST_SETS = 8;
  private static final int MOST_OTHERS = 20_000;

  /// `files` are those of the set, and all of the folder at `path` where the set is `whole`.
  record Found(Path path, String name, List<Path> files, boolean whole, List<String> changed) {
    Found changed(List<String> names) {
      return new Found(path, name, files, whole, names);
    }
  }

  private final InputPlaces places;
  private final Set<Path> files;

  private DataSets(Set<Path> files, InputPlaces places) {
    this.files = files;
    this.places = places;
  }

  /// Real paths of files to data sets, the one to train with first, then by size.
  static List<Found> of(Set<Path> files, InputPlaces places) {
    var sets = new ArrayList<Found>();
    var byRoot = new TreeMap<Path, List<Path>>();
    files.forEach(file -> add(byRoot, file.getRoot(), file));
    byRoot.forEach((root, all) -> sets.addAll(new DataSets(files, places).below(root, all)));
    sets.sort((a, b) -> Long.compare(weight(b), weight(a)));
    return sets;
  }

  private static long weight(Found set) {
    long bytes = set.files().stream().mapToLong(DataSets::size).sum();
    return String.valueOf(set.path().getFileName()).contains("train") ? bytes | 1L << 60 : bytes;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // it is gone
    }
  }

  private static void add(Map<Path, List<Path>> map, Path key, Path file) {
    map.computeIfAbsent(key, none -> new ArrayList<>()).add(file);
  }

  private List<Found> below(Path folder, List<Path> all) {
    if (all.size() == 1) {
      return List.of(set(all.getFirst(), all, true));
    }
    var direct = new ArrayList<Path>();
    var byChild = new TreeMap<Path, List<Path>>();
    for (var file : all) {
      var child = folder.resolve(file.getName(folder.getNameCount()));
      if (child.equals(file)) {
        direct.add(file);
      } else {
        add(byChild, child, file);
      }
    }
    boolean isCommon = !direct.isEmpty() || byChild.size() > 1;
    if (isCommon && places.mayBeWhole(folder) && isNearlyAll(folder, all.size())) {
      return List.of(set(folder, all, true));
    }
    var sets = new ArrayList<Found>();
    if (direct.size() > (places.mayBeWhole(folder) ? 1 : MOST_SETS)) {
      sets.add(set(folder, direct, false));
    } else {
      direct.forEach(file -> sets.add(set(file, List.of(file), true)));
    }
    byChild.forEach((child, below) -> sets.addAll(below(child, below)));
    return sets.size() > MOST_SETS ? List.of(set(folder, all, false)) : sets;
  }

  /// Whether few data files of a folder are not among those that were read.
  private boolean isNearlyAll(Path folder, int read) {
    var search = new Search(read / 9);
    try {
      Files.walkFileTree(folder, search);
    } catch (IOException e) {
      return false;
    }
    return !search.cut;
  }

  private final class Search extends SimpleFileVisitor<Path> {
    private int mayMiss;
    private int others = MOST_OTHERS;
    private boolean cut;

    Search(int mayMiss) {
      this.mayMiss = mayMiss;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
      if (files.contains(file)) {
        return FileVisitResult.CONTINUE;
      }
      boolean missed = facts.isRegularFile() && places.isData(file);
      cut = missed ? --mayMiss < 0 : --others < 0;
      return cut ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException why) {
      return FileVisitResult.CONTINUE;
    }
  }

  private Found set(Path path, List<Path> files, boolean whole) {
    return new Found(path, name(path), files, whole, List.of());
  }

  /// The name of its folder, unless every data set has such a folder.
  private String name(Path path) {
    var named = path;
    while (GENERAL.contains(String.valueOf(named.getFileName()))
        && named.getParent() != null
        && places.mayBeWhole(named.getParent())) {
      named = named.getParent();
    }
    return String.valueOf(named.getFileName());
  }
}
