package dev.runlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The table of rooms in ARCHITECTURE.md, enforced.
class HouseTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/runlog");
  private static final Pattern ROW = Pattern.compile("\\| (\\w+) \\|[^|]*\\|([\\w ]*)\\|");
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.runlog");

  private static Map<String, Set<String>> rooms() throws IOException {
    var rooms = new LinkedHashMap<String, Set<String>>();
    for (var line : Files.readAllLines(Path.of("ARCHITECTURE.md"))) {
      var row = ROW.matcher(line);
      if (row.matches() && !row.group(1).equals("room")) {
        var allowed = row.group(2).isBlank() ? new String[0] : row.group(2).trim().split(" +");
        rooms.put(row.group(1), Set.of(allowed));
      }
    }
    return rooms;
  }

  private static String room(JavaClass type) {
    var name = type.getPackageName();
    return name.equals("dev.runlog") ? "" : name.split("\\.")[2];
  }

  @Test
  void theTableNamesExactlyTheRoomsThatExist() throws IOException {
    var folders = new TreeSet<String>();
    try (var children = Files.list(SOURCES)) {
      children.filter(Files::isDirectory).forEach(dir -> folders.add(dir.getFileName().toString()));
    }
    assertThat(new TreeSet<>(rooms().keySet())).isEqualTo(folders).hasSizeGreaterThan(8);
    assertThat(CLASSES.size()).isGreaterThan(50);
  }

  @Test
  void everyRoomImportsOnlyWhatTheTableAllows() throws IOException {
    var rooms = rooms();
    var broken = new ArrayList<String>();
    for (var type : CLASSES) {
      for (var dependency : type.getDirectDependenciesFromSelf()) {
        var target = dependency.getTargetClass().getBaseComponentType();
        if (!target.getPackageName().startsWith("dev.runlog") || room(target).equals(room(type))) {
          continue;
        }
        if (!rooms.getOrDefault(room(type), Set.of()).contains(room(target))) {
          broken.add(dependency.getDescription());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void theTableHasNoCycles() throws IOException {
    var rooms = rooms();
    var seen = new TreeSet<String>();
    while (seen.size() < rooms.size()) {
      var next =
          rooms.keySet().stream()
              .filter(room -> !seen.contains(room) && seen.containsAll(rooms.get(room)))
              .findFirst();
      assertThat(next).as("a room outside a cycle, after " + seen).isPresent();
      seen.add(next.get());
    }
  }

  @Test
  void everyRoomIsNullMarkedAndIntroducesItself() throws IOException {
    for (var room : rooms().keySet()) {
      assertThat(Files.readString(SOURCES.resolve(room).resolve("package-info.java")))
          .startsWith("///")
          .contains("@NullMarked");
    }
  }

  @Test
  void theOutsideWorldIsTouchedOnlyWhereTheHouseSays() {
    var broken = new ArrayList<String>();
    for (var type : CLASSES) {
      boolean main =
          type.getName().startsWith("dev.runlog.cli.Main")
              || type.getName().equals("dev.runlog.library.Program");
      for (var access : type.getAccessesFromSelf()) {
        var target = access.getTarget();
        var owner = target.getOwner().getName();
        var used = owner + "." + target.getName();
        boolean outside =
            List.of("java.lang.System.out", "java.lang.System.err", "java.lang.System.in")
                    .contains(used)
                || List.of("java.lang.System.exit", "java.lang.System.getenv").contains(used);
        boolean process = owner.equals("java.lang.ProcessBuilder") && used.endsWith(".start");
        if (outside && !main
            || process && !Set.of("launch", "capture", "cli").contains(room(type))) {
          broken.add(access.getDescription());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void filesStayShort() throws IOException {
    try (var files = Files.walk(Path.of("src"))) {
      for (var file : files.filter(f -> f.toString().matches(".*\\.(java|py)")).toList()) {
        assertThat(Files.readAllLines(file).size()).as(file.toString()).isLessThanOrEqualTo(400);
      }
    }
  }
}
