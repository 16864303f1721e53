package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.capture.ArtifactSource;
import dev.runlog.capture.DataSource;
import dev.runlog.model.Data;
import dev.runlog.model.Observation.Artifact;
import dev.runlog.model.Observation.DataSet;
import dev.runlog.model.Observation.FileUse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// The data that a real program reads and the artifacts that it writes, with nothing declared.
@Timeout(300)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Python#all")
class FilesIT {
  private final Python python;
  @TempDir Path scratch;
  private Observed observed;

  FilesIT(Python python) {
    this.python = python;
  }

  private Observed fresh() throws Exception {
    Assumptions.assumeTrue(python.isAtLeast(9), "files are watched from Python 3.9 on");
    observed = new Observed(Files.createTempDirectory(scratch, "run"));
    return observed;
  }

  /// Files that are there before the run begins, then the run.
  private void run(String program, String... files) throws Exception {
    for (var file : files) {
      observed.script(file, "1,2\n");
    }
    observed.script("train.py", program);
    observed = observed.begunAgain();
    var artifacts = new ArtifactSource();
    artifacts.before(observed.setting, observed.setting);
    observed.run(python, "train.py");
    assertThat(observed.result.err()).isEmpty();
    new DataSource().after(observed.setting, observed.setting);
    artifacts.after(observed.setting, observed.setting);
  }

  private List<String> data() {
    return observed.observed(DataSet.class).stream().map(DataSet::data).map(Data::path).toList();
  }

  private List<String> artifacts() {
    return observed.observed(Artifact.class).stream().map(Artifact::path).toList();
  }

  @Test
  void everyWayToReadAndToWrite() throws Exception {
    fresh();
    run(
        """
        import csv, gzip, io, json, mmap, os, pathlib, pickle, shutil, sqlite3, zipfile, tempfile
        list(csv.reader(open('a/open.csv')))
        pathlib.Path('a/pathlib.txt').read_text()
        os.close(os.open('a/os', os.O_RDONLY))
        io.FileIO('a/fileio').close()
        open(b'a/bytes').close()
        with open('a/mapped', 'rb') as f: mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ).close()
        os.chdir('a'); open('after_chdir').close(); os.chdir('..')
        for broken in ('a/nothing', 'a'):
            try: open(broken)
            except OSError: pass
        json.dump({'acc': 1}, open('metrics.json', 'w'))
        pickle.dump(1, open('model.pkl.tmp', 'wb')); os.replace('model.pkl.tmp', 'model.pkl')
        with gzip.open('preds.csv.gz', 'wt') as f: f.write('1')
        gzip.open('preds.csv.gz').read()
        with zipfile.ZipFile('all.zip', 'w') as z: z.write('a/os')
        db = sqlite3.connect('results.db'); db.execute('create table t(a)'); db.commit(); db.close()
        with tempfile.NamedTemporaryFile('w') as f: f.write('x'); f.flush(); open(f.name).read()
        open('/proc/self/stat').read(); open('/etc/passwd').read(); open('/dev/null').close()
        """,
        "a/open.csv",
        "a/pathlib.txt",
        "a/os",
        "a/fileio",
        "a/bytes",
        "a/mapped",
        "a/after_chdir");
    assertThat(data()).containsExactly("a");
    assertThat(observed.observed(DataSet.class).getFirst().data().files()).isEqualTo(7);
    assertThat(artifacts())
        .containsExactlyInAnyOrder(
            "metrics.json", "model.pkl", "preds.csv.gz", "all.zip", "results.db");
    assertThat(observed.events()).contains("\"errors\":0");
  }

  @Test
  void everyProcessOfTheRunReads() throws Exception {
    fresh();
    run(
        """
        import multiprocessing, os, subprocess, sys
        def read(name): return len(open(name).read())
        if __name__ == '__main__':
            for kind in ('spawn', 'fork', 'forkserver'):
                with multiprocessing.get_context(kind).Pool(2) as pool: pool.map(read, ['d/' + kind])
            subprocess.run([sys.executable, '-c', "open('d/child'); open('made.txt', 'w').close()"], check=True)
            open('made.txt').read()
            pid = os.fork()
            if pid == 0: open('d/forked').close(); os._exit(0)
            os.waitpid(pid, 0)
        """,
        "d/spawn",
        "d/fork",
        "d/forkserver",
        "d/child",
        "d/forked",
        "d/unread1",
        "d/unread2");
    assertThat(data()).containsExactly("d");
    assertThat(observed.observed(DataSet.class).getFirst().data().files()).isEqualTo(5);
    assertThat(artifacts()).containsExactly("made.txt");
  }

  @Test
  void aLibraryItsCachesAndTheProgramsOwnCodeAreNoData() throws Exception {
    fresh();
    observed.script("home/.cache/lib/index.bin", "x").script(".venv/lib/data.csv", "x");
    run(
        """
        import importlib.resources, encodings, email, json, logging, unittest, pathlib, helper, os
        for name in ('home/.cache/lib/index.bin', '.venv/lib/data.csv', 'helper.py', 'conf/model.yaml', 'best.pt'):
            open(name, 'rb').read()
        logging.basicConfig(filename='train.log'); logging.warning('x')
        open(os.__file__).read(); open(pathlib.Path(os.__file__).parent / 'LICENSE.txt') if 0 else None
        """,
        "conf/model.yaml",
        "best.pt",
        "helper.py");
    assertThat(data()).isEmpty();
    assertThat(artifacts()).containsExactly("train.log");
    assertThat(observed.observed(FileUse.class))
        .extracting(FileUse::path)
        .noneMatch(path -> path.endsWith(".pyc") || path.contains("/lib/python3"));
  }

  @Test
  void ofMoreFilesThanAreToldTheFolderIs() throws Exception {
    Assumptions.assumeTrue(python.equals(Python.any()));
    fresh();
    var folder = Files.createDirectories(observed.project.resolve("big"));
    for (int i = 0; i < 21_000; i++) {
      Files.createFile(folder.resolve(i + ".jpg"));
    }
    run(
        """
        import os
        for epoch in range(2):
            for name in os.listdir('big'):
                with open('big/' + name, 'rb') as f: f.read()
        """);
    assertThat(data()).containsExactly("big");
    assertThat(observed.observed(DataSet.class).getFirst().data().files()).isEqualTo(21_000);
  }
}
