package dev.runlog.capture.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.json.Canonical;
import dev.runlog.model.Observation.Section;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// requirements_freeze.txt against what the real pip of the same interpreter prints.
@Timeout(300)
@ParameterizedClass
@MethodSource("dev.runlog.capture.python.Python#all")
class PackagesIT {
  private final Python base;
  @TempDir Path scratch;

  PackagesIT(Python base) {
    this.base = base;
  }

  private Observed observedLikePipFreeze(Python python, Map<String, String> env) throws Exception {
    var observed = new Observed(scratch);
    observed.environment.putAll(env);
    observed.run(python, "-c", "pass");
    new PackagesSource().after(observed.setting, observed.setting);
    var pip = observed.environment.containsKey("PYTHONPATH") ? env : Map.<String, String>of();
    var real = python.run(observed.project, pip, List.of("-m", "pip", "freeze"));
    assertThat(real.exit()).isZero();
    var ours = Files.readString(observed.folder().resolve("requirements_freeze.txt"));
    assertThat(ours).isEqualTo(real.out());
    assertThat(observed.setting.details(Section.ENVIRONMENT))
        .containsEntry("pip_freeze", "requirements_freeze.txt")
        .containsEntry(
            "pip_freeze_hash", Canonical.sha256(real.out().getBytes(StandardCharsets.UTF_8)));
    return observed;
  }

  @Test
  void theInterpreterItself() throws Exception {
    observedLikePipFreeze(base, Map.of());
  }

  @Test
  void aRealPackageInAVenv() throws Exception {
    var observed = observedLikePipFreeze(Venv.withNumpy(base), Map.of());
    assertThat((int) observed.setting.details(Section.ENVIRONMENT).get("packages"))
        .isGreaterThan(0);
  }

  @Test
  void everyKindOfInstall() throws Exception {
    var python = Venv.of(base, "plain");
    var site = Files.createDirectories(scratch.resolve("site"));
    var git = gitProject("withremote", "https://example.org/me/withremote.git");
    var nested = Files.createDirectories(git.resolve("python"));
    Files.writeString(nested.resolve("setup.py"), "");
    var scp = gitProject("scp", "git@example.org:me/scp.git");
    var noRemote = gitProject("noremote", null);
    var folder = Files.createDirectories(scratch.resolve("plain folder"));
    dist(site, "Plain_Name", "1.2.0b3", "01.02.0-beta3", null);
    dist(site, "a.dotted", "1.0+cu118", "1.0+CU-118", null);
    dist(site, "B", "1.0", "1.0", null);
    dist(site, "legacy", "2004d", "2004d", null);
    dist(site, "~roken", "1.0", "1.0", null);
    dist(
        site,
        "vcs",
        "1",
        "1",
        url(
            "https://example.org/r.git",
            "\"vcs_info\": {\"vcs\": \"git\", \"commit_id\": \"abc\"}, \"subdirectory\": \"sub\""));
    dist(
        site,
        "archive",
        "1",
        "1",
        url(
            "https://example.org/a.whl",
            "\"archive_info\": {\"hash\": \"sha256=00ff\", \"hashes\": {\"sha256\": \"00ff\"}}"));
    dist(site, "hashless", "1", "1", url("https://example.org/a.whl", "\"archive_info\": {}"));
    dist(
        site,
        "newhash",
        "1",
        "1",
        url("https://example.org/a.whl", "\"archive_info\": {\"hashes\": {\"sha256\": \"00ff\"}}"));
    dist(site, "local", "1", "1", url("file:///tmp/x%20y", "\"dir_info\": {}"));
    dist(site, "both", "1", "1", url("file:///tmp", "\"dir_info\": {}, \"archive_info\": {}"));
    dist(site, "garbage", "1", "1", "{not json");
    dist(site, "edit-git", "1.0", "1.0", editable(git));
    dist(site, "edit-nested", "1.0", "1.0", editable(nested));
    dist(site, "edit-scp", "1.0", "1.0", editable(scp));
    dist(site, "edit-noremote", "1.0", "1.0", editable(noRemote));
    dist(site, "edit-folder", "2.0", "2.0", editable(folder));
    var info = Files.createDirectories(folder.resolve("develop_me.egg-info"));
    Files.writeString(
        info.resolve("PKG-INFO"), "Metadata-Version: 2.1\nName: develop-me\nVersion: 3\n");
    Files.writeString(site.resolve("develop-me.egg-link"), folder + "\n.");
    Files.writeString(
        site.resolve("distutils_made-1.5.egg-info"), "Name: distutils-made\nVersion: 1.5\n");
    var path = Files.createDirectories(scratch.resolve("pythonpath"));
    dist(path, "b", "9.0", "9.0", null);
    dist(path, "early", "1.0", "1.0", null);
    var observed =
        observedLikePipFreeze(python, Map.of("PYTHONPATH", path + ":" + site + ":" + folder));
    assertThat(Files.readString(observed.folder().resolve("requirements_freeze.txt")))
        .contains("b==9.0\n", "Plain_Name==1.2.0b3\n", "# Editable install with no version control")
        .contains("#egg=edit_git\n", "&subdirectory=python\n")
        .doesNotContain("roken", "B==1.0");
  }

  private static void dist(Path site, String name, String folderVersion, String version, String url)
      throws Exception {
    var info =
        Files.createDirectories(
            site.resolve(name.replace('-', '_') + "-" + folderVersion + ".dist-info"));
    Files.writeString(
        info.resolve("METADATA"),
        "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n\nName: text\n");
    if (url != null) {
      Files.writeString(info.resolve("direct_url.json"), url);
    }
  }

  private static String url(String url, String rest) {
    return "{\"url\": \"" + url + "\", " + rest + "}";
  }

  private static String editable(Path folder) {
    return url(
        folder.toUri().toString().replaceFirst("/$", ""), "\"dir_info\": {\"editable\": true}");
  }

  private Path gitProject(String name, String remote) throws Exception {
    var folder = Files.createDirectories(scratch.resolve(name));
    Files.writeString(folder.resolve("pyproject.toml"), "");
    git(folder, "init", "-q");
    git(folder, "add", ".");
    git(folder, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "one");
    if (remote != null) {
      git(folder, "remote", "add", "origin", remote);
    }
    return folder;
  }

  private static void git(Path folder, String... words) throws Exception {
    var command = new java.util.ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    assertThat(Python.run(command, folder, Map.of()).exit()).isZero();
  }
}
