package dev.runlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class NoteCommandTest {
  @TempDir private Path folder;
  private Cli cli;

  @BeforeEach
  void aRun() {
    cli = new Cli(folder);
    cli.file("train.sh", "echo epoch 1 loss=0.5\n");
    cli.runlog("run", "-q", "-m", "does it work?", "--", "sh", "train.sh");
  }

  private Path file() {
    return cli.onlyRun().resolve("run.md");
  }

  private String note() throws IOException {
    return Files.readString(file());
  }

  @Test
  void elementsAreWrittenDirectlyAndWhatIsLeftIsTold() throws IOException {
    var result = cli.runlog("note", "--result", "yes, it does", "--next", "longer");
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("still to write: Change, Risk/Anomaly");
    assertThat(note())
        .contains("## Result\nyes, it does\n## Next\nlonger\n## Risk/Anomaly\n_Draft:_ ");
    assertThat(cli.runlog("note", "@", "--accept").err()).endsWith(": written\n");
    assertThat(note()).doesNotContain("_Draft:_").contains("does it work?");
  }

  @Test
  void whatAPersonWroteIsNeverReplaced() throws IOException {
    cli.runlog("note", "@", "--result", "mine");
    var before = note();
    var refused = cli.runlog("note", "@", "--next", "x", "--result", "other");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("Result is written already").contains("\"mine\"");
    assertThat(note()).isEqualTo(before);
    assertThat(cli.runlog("note", "@", "--append", "--result", "and more").code()).isZero();
    assertThat(note()).isEqualTo(before.replace("mine", "mine\nand more"));
    assertThat(cli.runlog("note", "@", "--hypothesis", "x").err()).contains("does it work?");
  }

  @Test
  void whatNobodyRecallsCountsAsWritten() throws IOException {
    assertThat(cli.runlog("note", "@", "--risk", "none", "--forgotten").err())
        .contains(": written");
    assertThat(note()).contains("## Next\n_Cannot recall._\n").contains("## Risk/Anomaly\nnone\n");
    assertThat(cli.runlog("todo").err()).contains("every note is written");
  }

  @Test
  void draftsAreMadeWhenAskedForOfARunThatWasWrittenWhileItRan() throws IOException {
    cli.file(
        "own.sh", "printf '## Next\\nmine\\n' > $RUNLOG_RUN_DIR/run.md; echo epoch 1 loss=0.5\n");
    cli.runlog("run", "-q", "-n", "z", "--", "sh", "own.sh");
    var file = cli.runs().getLast().resolve("run.md");
    assertThat(file).hasContent("## Next\nmine\n");
    assertThat(cli.runlog("note", "_z", "--draft").code()).isZero();
    assertThat(Files.readString(file))
        .startsWith("## Change\n_Draft:_ the first")
        .contains("## Result\n_Draft:_ loss 0.5.\n## Next\nmine\n## Risk/Anomaly\n_Draft:_ ");
  }

  @Test
  void agentsReadItAsJson() throws IOException {
    var json = Json.readObject(cli.runlog("note", "@", "--result", "good", "--json").out());
    assertThat(json.get("debt")).isEqualTo(List.of("change", "next", "risk"));
    assertThat(json.get("elements").toString()).contains("result={state=written, text=good}");
    assertThat(cli.runlog("note", "--json").code()).isZero();
  }

  @Test
  void wrongUsageSaysWhatToDo() {
    assertThat(cli.runlog("note").err()).contains("no terminal").contains("--result TEXT");
    assertThat(cli.runlog("note", "@", "two", "words").code()).isEqualTo(2);
    assertThat(cli.runlog("note", "@", "--result", " ").code()).isEqualTo(2);
    assertThat(cli.runlog("note", "@", "--append").code()).isEqualTo(2);
    assertThat(cli.runlog("note", "nosuch", "--result", "x").code()).isEqualTo(1);
  }

  @Test
  void secretsAreMasked() throws IOException {
    var token = "hf_" + "abcdefghijklmnopqrstuvwxyzABCDEFGH";
    cli.runlog("note", "@", "--result", "worked with " + token);
    assertThat(note()).contains("worked with ***").doesNotContain(token);
    cli.runlog("run", "-q", "-m", "try " + token, "--", "true");
    assertThat(Files.readString(cli.runs().getLast().resolve("run.md"))).doesNotContain(token);
  }

  @Test
  void filesThatAreNoNotesAreLeftAloneAndFoldersToo() throws IOException {
    var latin = "## Result\n\u00fcbel\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file(), latin);
    assertThat(cli.runlog("note", "@", "--next", "x").err()).contains("is not UTF-8");
    assertThat(Files.readAllBytes(file())).isEqualTo(latin);
    assertThat(cli.runlog("todo").err()).contains("1 of 1 run has");
    Files.delete(file());
    assertThat(cli.runlog("note", "@", "--next", "x").code()).isZero();
    assertThat(note()).startsWith("# Run: 2").contains("## Next\nx\n");
    Files.delete(file());
    Files.createDirectory(file());
    assertThat(cli.runlog("note", "@", "--next", "x").code()).isEqualTo(1);
    assertThat(cli.runlog("ls").code()).isZero();
    assertThat(cli.runlog("show").code()).isZero();
  }

  @Test
  void aLinkToANoteElsewhereStaysALink() throws IOException {
    var elsewhere = Files.move(file(), folder.resolve("elsewhere.md"));
    Files.createSymbolicLink(file(), elsewhere);
    cli.runlog("note", "@", "--next", "x");
    assertThat(file()).isSymbolicLink();
    assertThat(Files.readString(elsewhere)).contains("## Next\nx\n");
  }

  @Test
  void manyAtOnceLoseNothing() throws Exception {
    var writers = new ArrayList<Thread>();
    for (int i = 0; i < 12; i++) {
      var text = "note " + i;
      writers.add(Thread.ofPlatform().start(() -> cli.runlog("note", "@", "-a", "--result", text)));
    }
    for (var writer : writers) {
      writer.join();
    }
    for (int i = 0; i < 12; i++) {
      assertThat(note().lines()).contains("note " + i);
    }
    assertThat(cli.onlyRun().toFile().list()).noneMatch(name -> name.startsWith(".run.md"));
  }

  /// A person saves run.md once, at some moment between the start of the run and after its end, in
  /// each of the ways of editors.
  @Test
  void whateverTheMomentWhatAPersonSavesStays() throws Exception {
    int before = 0;
    int after = 0;
    for (int i = 0; i < 60 || i < 300 && (before == 0 || after == 0); i++) {
      var name = "edit" + i;
      int way = i % 3;
      long wait = i * 5_000_000L;
      var person = Thread.ofPlatform().start(() -> save(name, way, wait));
      cli.runlog("run", "-qn", name, "--", "sh", "train.sh");
      person.join();
      var text = Files.readString(run(name).orElseThrow().resolve("run.md"));
      assertThat(text.lines()).as("way " + way + " after " + wait / 1000).contains("mine");
      if (way == 1) { // what was there at that moment is still above
        before += text.contains("_Draft:_") ? 0 : 1;
        after += text.contains("_Draft:_") ? 1 : 0;
      }
    }
    assertThat(List.of(before, after)).as("before and after the end").doesNotContain(0);
  }

  private Optional<Path> run(String name) {
    return cli.runs().stream().filter(run -> run.toString().endsWith("_" + name)).findFirst();
  }

  private void save(String name, int way, long wait) {
    try {
      while (run(name).isEmpty() || !Files.exists(run(name).orElseThrow().resolve("run.md"))) {
        LockSupport.parkNanos(1_000_000);
      }
      for (long end = System.nanoTime() + wait; System.nanoTime() < end; ) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
      var note = run(name).orElseThrow().resolve("run.md");
      switch (way) {
        case 0 -> Files.writeString(note, "mine\n");
        case 1 ->
            Files.writeString(note, "mine\n", StandardOpenOption.APPEND, StandardOpenOption.CREATE);
        default -> {
          var next = Files.writeString(note.resolveSibling("next"), "mine\n");
          Files.move(next, note, StandardCopyOption.ATOMIC_MOVE);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
