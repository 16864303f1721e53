package dev.runlog.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.json.Canonical;
import dev.runlog.model.Data;
import dev.runlog.model.Observation.Access;
import dev.runlog.model.Observation.DataSet;
import dev.runlog.model.Observation.FileUse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Data that nobody named, told from the files that the program read.
@Timeout(60)
class ReadDataTest {
  @TempDir Path temp;
  private Path project;
  private TestSetting setting;

  @BeforeEach
  void aProject() throws Exception {
    project = Files.createDirectories(temp.resolve("home/me/project")).toRealPath();
  }

  /// The run begins: what exists now was there before it.
  private ReadDataTest begin() throws Exception {
    setting = new TestSetting(project).home(project.getParent());
    while (fileTime().isBefore(setting.started())) {
      Thread.onSpinWait();
    }
    return this;
  }

  /// File times are coarse: a file made right now may seem a little older than the clock says.
  private Instant fileTime() throws Exception {
    return Files.getLastModifiedTime(Files.writeString(temp.resolve("clock"), "")).toInstant();
  }

  private Path file(String name) throws Exception {
    return file(name, name + "\n");
  }

  private Path file(String name, String text) throws Exception {
    var file = project.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private ReadDataTest use(Access access, String... names) {
    for (var name : names) {
      var path = project.resolve(name).toString();
      setting.accept(new FileUse(path, access, 1, Instant.now().toEpochMilli() / 1000.0));
    }
    return this;
  }

  private ReadDataTest read(String... names) {
    return use(Access.READ, names);
  }

  private List<Data> end() throws Exception {
    setting.run(new DataSource());
    return setting.observed(DataSet.class).stream().map(DataSet::data).toList();
  }

  private List<String> paths() throws Exception {
    return end().stream().map(Data::path).toList();
  }

  @Test
  void aSingleFileIsTheData() throws Exception {
    file("digits/digits.csv");
    file("digits/train.py");
    var data = begin().read("digits/digits.csv", "digits/train.py").end();
    assertThat(data).hasSize(1);
    assertThat(data.getFirst().path()).isEqualTo("digits/digits.csv");
    assertThat(data.getFirst().name()).isEqualTo("digits.csv");
    var manifest = Files.readAllBytes(setting.folder().resolve("data_manifest.txt"));
    assertThat(data.getFirst().hash()).isEqualTo(Canonical.sha256(manifest));
    assertThat(setting.gaps()).isEmpty();
  }

  @Test
  void aFolderThatWasReadIsTheDataAsAWhole() throws Exception {
    for (int i = 0; i < 20; i++) {
      file("data/train/" + i % 2 + "/" + i + ".png");
    }
    file("data/README.md");
    begin();
    for (int i = 0; i < 19; i++) {
      read("data/train/" + i % 2 + "/" + i + ".png");
    }
    var data = end();
    assertThat(data).hasSize(1);
    assertThat(data.getFirst().path()).isEqualTo("data/train");
    assertThat(data.getFirst().name()).isEqualTo("data");
    assertThat(data.getFirst().method()).isEqualTo("manifest");
    assertThat(data.getFirst().files()).isEqualTo(20);
  }

  @Test
  void ofAFolderOfWhichLittleWasReadOnlyThatIsData() throws Exception {
    for (int i = 0; i < 20; i++) {
      file("data/part" + i + ".bin");
    }
    var data = begin().read("data/part3.bin", "data/part7.bin").end();
    assertThat(data).hasSize(1);
    assertThat(data.getFirst().path()).isEqualTo("data");
    assertThat(data.getFirst().method()).isEqualTo("files-read");
    assertThat(data.getFirst().files()).isEqualTo(2);
    assertThat(Files.readString(setting.folder().resolve("data_manifest.txt")))
        .contains("  ./part3.bin\n", "  ./part7.bin\n")
        .hasLineCount(2);
  }

  @Test
  void separateInputsStaySeparateAndTheOneToTrainWithComesFirst() throws Exception {
    file("test.csv", "1,2,3,4,5,6,7,8\n");
    file("train.csv");
    var outside = project.resolveSibling("embeddings.txt");
    Files.writeString(outside, "the 0.1\n");
    begin();
    assertThat(read("test.csv", "train.csv", "../embeddings.txt").paths())
        .containsExactly("train.csv", "test.csv", outside.toString());
  }

  @Test
  void theOrderOfTheChildrenOfAFolderDoesNotMatterAndManyAreOne() throws Exception {
    for (int i = 0; i < 40; i++) {
      file("data/c" + i + "/a.wav");
      file("data/c" + i + "/b.wav");
      file("data/c" + i + "/unread1.wav");
      file("data/c" + i + "/unread2.wav");
    }
    begin();
    for (int i = 0; i < 40; i++) {
      read("data/c" + i + "/a.wav", "data/c" + i + "/b.wav");
    }
    var data = end();
    assertThat(data).extracting(Data::path).containsExactly("data");
    assertThat(data.getFirst().files()).isEqualTo(80);
  }

  @Test
  void whatTheRunWroteBeforeItReadItIsNoInput() throws Exception {
    file("given.csv");
    begin();
    use(Access.WRITTEN, "features.npy", "model.pt");
    file("features.npy");
    file("model.pt");
    assertThat(read("given.csv", "features.npy", "model.pt").paths()).containsExactly("given.csv");
  }

  @Test
  void whatAToolMadeDuringTheRunIsNoInputEither() throws Exception {
    file("given.csv");
    begin();
    file("unpacked.csv");
    assertThat(read("given.csv", "unpacked.csv").paths()).containsExactly("given.csv");
  }

  @Test
  void whatIsReadAndThenWrittenIsAnInputThatChanged() throws Exception {
    file("memory.npy");
    begin().read("memory.npy").use(Access.WRITTEN, "memory.npy");
    file("memory.npy", "new\n");
    var data = end();
    assertThat(setting.gaps()).isEmpty();
    assertThat(data).extracting(Data::path).containsOnly("memory.npy");
    assertThat(data.getLast().changedDuringRun()).containsExactly("memory.npy");
  }

  @Test
  void whatIsOpenedForWritingButNeverWrittenToIsAnInput() throws Exception {
    file("rows.sqlite");
    begin().use(Access.READ, "rows.sqlite").use(Access.WRITTEN, "rows.sqlite");
    var data = end();
    assertThat(data).extracting(Data::path).containsOnly("rows.sqlite");
    assertThat(data.getLast().changedDuringRun()).isEmpty();
  }

  @Test
  void dataThatTheRunFetchedIsDataWhereNothingElseIs() throws Exception {
    begin().use(Access.WRITTEN, "data/MNIST/raw/images", "data/MNIST/raw/labels", "result.csv");
    file("data/MNIST/raw/images");
    file("data/MNIST/raw/labels");
    file("result.csv");
    var data = read("data/MNIST/raw/images", "data/MNIST/raw/labels", "result.csv").end();
    assertThat(data).extracting(Data::path).containsExactly("data/MNIST/raw");
    assertThat(data.getFirst().name()).isEqualTo("MNIST");
    assertThat(data.getFirst().changedDuringRun()).isEmpty();
  }

  @Test
  void noiseIsNeverData() throws Exception {
    var names =
        List.of(
            "train.py",
            "config.yaml",
            "conf/model.json",
            "params.toml",
            "setup.cfg",
            "README.md",
            "requirements.txt",
            ".env",
            ".git/index",
            ".cache/x.bin",
            ".venv/lib/x.csv",
            "venv/lib/python3.12/site-packages/pkg/iris.csv",
            "__pycache__/a.pyc",
            "model.pt",
            "checkpoints/last.pkl",
            "bert/pytorch_model.bin",
            "bert/vocab.txt",
            "x.safetensors",
            "outputs/2025-01-01_0000_old/pred.csv",
            "wandb/run/x.json",
            "runs/events.out.tfevents.1",
            "train.log",
            "lib.so",
            "../.matplotlib/fontlist.json",
            "../.cache/pip/http/x",
            "../.config/some/x.dat",
            "data/data.lock",
            "mlruns/0/meta.csv",
            "logs/a.log");
    for (var name : names) {
      file(name);
    }
    begin().read(names.toArray(String[]::new));
    read("/proc/self/maps", "/etc/passwd", "/usr/bin/env", "/dev/null", "/usr/lib/os-release");
    assertThat(paths()).isEmpty();
    assertThat(setting.gaps()).containsExactly("data: no data path was declared or found");
  }

  @Test
  void whatOnlyLooksLikeNoiseIsData() throws Exception {
    var names =
        List.of(
            "data/shakespeare/train.bin",
            "data/train.json",
            "annotations/instances_val.json",
            "mnist.npz",
            "data/processed/training.pt",
            "cifar/data_batch_1",
            "input.txt",
            "../.keras/datasets/boston.npz",
            "../.cache/huggingface/datasets/x/train.arrow");
    for (var name : names) {
      file(name);
      setting = null;
      assertThat(begin().read(name).paths()).as(name).hasSize(1);
      Files.delete(project.resolve(name));
    }
  }

  @Test
  void dataInSharedMemoryIsData() throws Exception {
    var shared = Path.of("/dev/shm");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.isWritable(shared));
    var folder = Files.createTempDirectory(shared, "runlog-data-");
    try {
      Files.writeString(folder.resolve("a.npy"), "1");
      assertThat(begin().read(folder.resolve("a.npy").toString()).paths())
          .containsExactly(folder.resolve("a.npy").toString());
    } finally {
      Files.delete(folder.resolve("a.npy"));
      Files.delete(folder);
    }
  }

  @Test
  void aFolderThatIsToldAsAWholeIsRead() throws Exception {
    for (int i = 0; i < 30; i++) {
      file("images/" + i + ".jpg");
    }
    assertThat(begin().read("images").paths()).containsExactly("images");
  }

  @Test
  void whatTheConfigurationNamesGoesBeforeWhatIsRead() throws Exception {
    file("digits/train.csv");
    file("other.csv");
    begin();
    setting.accept(
        new dev.runlog.model.Observation.Parameter(
            "data_dir", "digits", dev.runlog.model.Observation.Origin.PROGRAM, "argparse"));
    assertThat(read("other.csv").paths()).containsExactly("digits");
  }
}
