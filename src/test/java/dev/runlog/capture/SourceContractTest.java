package dev.runlog.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/// What holds for every source: it is registered, named, new for every run, and cheap to make.
class SourceContractTest {
  private static final List<Source> SOURCES =
      ServiceLoader.load(Source.class).stream().map(ServiceLoader.Provider::get).toList();

  @Test
  void everySourceThatExistsIsRegistered() throws IOException {
    try (var files = Files.walk(Path.of("src/main/java/dev/runlog/capture"))) {
      var written =
          files
              .filter(file -> file.toString().endsWith("Source.java"))
              .filter(file -> contains(file, "implements Source"))
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .sorted()
              .toList();
      var registered =
          SOURCES.stream().map(source -> source.getClass().getSimpleName()).sorted().toList();
      assertThat(registered).isEqualTo(written).hasSizeGreaterThan(8);
    }
  }

  @Test
  void namesAreShortPlainAndDifferent() {
    var names = SOURCES.stream().map(Source::name).toList();
    assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z ]{3,20}"));
  }

  @Test
  void everyRunGetsSourcesOfItsOwn() {
    var again = ServiceLoader.load(Source.class).stream().map(ServiceLoader.Provider::get).toList();
    assertThat(again).hasSameSizeAs(SOURCES).doesNotContainAnyElementsOf(SOURCES);
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      return false;
    }
  }
}
