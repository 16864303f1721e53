package dev.runlog.capture.claims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.data.FileHash;
import dev.runlog.data.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files as the tools leave them, written by hand; the real tools are in [RealToolsIT].
@Timeout(60)
class ClaimsTest {
  private static final String MD5_OF_1 = "b026324c6904b2a9cb4b88d6d61c81d1"; // "1\n"

  @TempDir Path temp;
  private Path data;

  @BeforeEach
  void someData() throws Exception {
    temp = temp.toRealPath();
    data = Files.createDirectories(temp.resolve("data"));
    Files.writeString(data.resolve("a.csv"), "1\n");
  }

  private static Claim of(Path path) throws InterruptedException {
    return Claims.of(path, System.getenv());
  }

  private void dvc(String name, String text) throws Exception {
    Files.createDirectories(temp.resolve(".dvc"));
    Files.writeString(temp.resolve(name), text);
  }

  @Test
  void whereNoToolIsNothingIsClaimed() throws Exception {
    assertThat(of(data)).isNull();
    assertThat(of(data.resolve("a.csv"))).isNull();
  }

  @Test
  void oneFileOfDvc() throws Exception {
    Files.writeString(temp.resolve("b.csv"), "1\n");
    dvc("b.csv.dvc", "outs:\n- md5: " + MD5_OF_1 + "\n  size: 2\n  hash: md5\n  path: b.csv\n");
    var claim = of(temp.resolve("b.csv"));
    assertThat(claim.method()).isEqualTo("dvc");
    assertThat(claim.assertedBy()).isEqualTo("b.csv.dvc");
    assertThat(claim.identity()).isEqualTo("md5:" + MD5_OF_1);
    assertThat(Verification.of(temp.resolve("b.csv"), claim.parts(), Reading.PLAIN).isRight())
        .isTrue();
    // another size: what DVC says is of another file
    Files.writeString(temp.resolve("b.csv"), "11\n");
    assertThat(of(temp.resolve("b.csv"))).isNull();
  }

  @Test
  void theOlderHashOfDvcIsNotCalledMd5() throws Exception {
    Files.writeString(temp.resolve("b.csv"), "1\r\n");
    dvc("b.csv.dvc", "outs:\n- md5: " + MD5_OF_1 + "\n  size: 3\n  path: b.csv\n");
    var claim = of(temp.resolve("b.csv"));
    assertThat(claim.identity()).isEqualTo("md5-dos2unix:" + MD5_OF_1);
    assertThat(Verification.of(temp.resolve("b.csv"), claim.parts(), Reading.PLAIN).isRight())
        .isTrue();
    claim.write(temp.resolve("claims"));
    assertThat(temp.resolve("claims")).hasContent("MD5-DOS2UNIX (./b.csv) = " + MD5_OF_1);
  }

  @Test
  void anOutputInDvcLock() throws Exception {
    dvc(
        "dvc.lock",
        "schema: '2.0'\nstages:\n  prepare:\n    cmd: x\n    outs:\n    - path: data/a.csv\n"
            + "      hash: md5\n      md5: "
            + MD5_OF_1
            + "\n      size: 2\n");
    assertThat(of(data.resolve("a.csv")).assertedBy()).isEqualTo("dvc.lock");
  }

  @Test
  void aFolderOfDvcWithoutItsListIsVerifiedByItsIdentity() throws Exception {
    Files.createDirectories(data.resolve("b"));
    Files.writeString(data.resolve("b/\u00e9 \"q\""), "2\n");
    // what dvc 3.67 writes for this folder
    var id = "e1d8846847d3865437f3cf568c3da6a8";
    dvc(
        "data.dvc",
        "outs:\n- md5: " + id + ".dir\n  size: 4\n  nfiles: 2\n  hash: md5\n  path: data\n");
    var claim = of(data);
    assertThat(claim.parts()).isEmpty();
    assertThat(claim.identity()).isEqualTo("md5:" + id + ".dir");
    assertThat(Verification.ofDvcFolder(data, claim.identity(), Reading.PLAIN).isRight()).isTrue();
    var verification =
        Verification.ofDvcFolder(data, "md5:" + "0".repeat(32) + ".dir", Reading.PLAIN);
    assertThat(verification.isRight()).isFalse();
    Files.writeString(data.resolve("c"), "");
    assertThat(of(data)).isNull();
  }

  @Test
  void annexKeysThatHoldAHash() throws Exception {
    Files.createDirectories(temp.resolve(".git/annex/objects"));
    var hash = FileHash.sha256(data.resolve("a.csv"));
    var key = "SHA256E-s2--" + hash + ".csv";
    var object = temp.resolve(".git/annex/objects/x/y/" + key + "/" + key);
    Files.createDirectories(object.getParent());
    Files.move(data.resolve("a.csv"), object);
    Files.createSymbolicLink(
        data.resolve("a.csv"), Path.of("../.git/annex/objects/x/y/" + key + "/" + key));
    var claim = of(data);
    assertThat(claim.method()).isEqualTo("git-annex");
    assertThat(claim.isManifest()).isTrue();
    assertThat(claim.bytes()).isEqualTo(2);
    assertThat(Verification.of(data, claim.parts(), Reading.PLAIN).isRight()).isTrue();
    Files.createDirectories(temp.resolve(".datalad"));
    Files.writeString(temp.resolve(".datalad/config"), "[datalad \"dataset\"]\n\tid = 1234-abcd\n");
    Files.writeString(temp.resolve(".git/HEAD"), "0123\n");
    assertThat(of(data).assertedBy()).isEqualTo("datalad 1234-abcd");
    assertThat(of(data).identity()).isEqualTo("commit:0123");
    // a key without a hash: nothing is known of the content
    Files.createSymbolicLink(
        data.resolve("w"), Path.of("../.git/annex/objects/x/y/WORM-s2-m1--w/WORM-s2-m1--w"));
    assertThat(of(data)).isNull();
  }

  @Test
  void keysThatAreDamagedAreNone() {
    assertThat(AnnexTool.Key.of("SHA256E-s2--abc")).isNull();
    assertThat(AnnexTool.Key.of("URL--http&c%%x")).isNull();
    assertThat(AnnexTool.Key.of("SHA256-s2--" + "z".repeat(64))).isNull();
    assertThat(AnnexTool.Key.of("MD5E-s2--" + MD5_OF_1 + ".csv"))
        .isEqualTo(new AnnexTool.Key("MD5", MD5_OF_1, 2));
  }

  @Test
  void aSnapshotOfTheHub() throws Exception {
    var repository = temp.resolve("hub/datasets--lab--digits");
    var snapshot = Files.createDirectories(repository.resolve("snapshots/c0ffee"));
    Files.createDirectories(repository.resolve("blobs"));
    var hash = FileHash.sha256(data.resolve("a.csv"));
    Files.copy(data.resolve("a.csv"), repository.resolve("blobs/" + hash));
    // git hash-object of "1\n"
    var sha1 = "d00491fd7e5bb6fa28c517a0bb32b8b506539d4d";
    Files.copy(data.resolve("a.csv"), repository.resolve("blobs/" + sha1));
    Files.createSymbolicLink(snapshot.resolve("a"), Path.of("../../blobs/" + hash));
    Files.createSymbolicLink(snapshot.resolve("b"), Path.of("../../blobs/" + sha1));
    var claim = of(snapshot);
    assertThat(claim.method()).isEqualTo("huggingface");
    assertThat(claim.assertedBy()).isEqualTo("lab/digits");
    assertThat(claim.identity()).isEqualTo("revision:c0ffee");
    assertThat(claim.isManifest()).isFalse();
    claim.write(temp.resolve("claims"));
    var parts = Verification.parts(temp.resolve("claims"));
    assertThat(parts).isEqualTo(claim.parts());
    assertThat(Verification.of(snapshot, parts, Reading.PLAIN).isRight()).isTrue();
  }

  @Test
  void aDescriptionInCroissant() throws Exception {
    var hash = FileHash.sha256(data.resolve("a.csv"));
    Files.writeString(
        data.resolve("croissant.json"),
        "{\"conformsTo\": \"http://mlcommons.org/croissant/1.0\", \"distribution\": [{\"@type\":"
            + " \"cr:FileObject\", \"contentUrl\": \"a.csv\", \"sha256\": \""
            + hash
            + "\"}]}");
    var claim = of(data);
    assertThat(claim.method()).isEqualTo("croissant");
    assertThat(claim.files()).isEqualTo(2);
    Files.writeString(data.resolve("more.csv"), "");
    assertThat(of(data)).isNull();
  }

  @Test
  void filesOfAllAlgorithmsAreReadAndWhatCannotBeReadIsNamed() throws Exception {
    var parts = new ArrayList<Claim.Part>();
    for (int i = 0; i < 40; i++) {
      Files.writeString(data.resolve("f" + i), "content " + i);
      var algorithm = List.of("MD5", "SHA1", "SHA256", "SHA512").get(i % 4);
      var tool =
          new ProcessBuilder(algorithm.toLowerCase(Locale.ROOT) + "sum", "f" + i)
              .directory(data.toFile());
      var sum = new String(tool.start().getInputStream().readAllBytes()).split(" ")[0];
      parts.add(new Claim.Part(Held.name("f" + i), algorithm, i == 7 ? "0" : sum));
    }
    Files.setPosixFilePermissions(data.resolve("f8"), Set.of());
    Files.delete(data.resolve("f9"));
    var outcome = Verification.of(data, parts, Reading.PLAIN);
    boolean isReadable = Files.isReadable(data.resolve("f8")); // to root all is
    assertThat(outcome.unreadable()).isEqualTo(isReadable ? List.of() : List.of("f8"));
    assertThat(outcome.changed()).containsExactly("f7");
    assertThat(outcome.missing()).containsExactly("f9");
    assertThat(outcome.right()).isEqualTo(isReadable ? 38 : 37);
  }

  @Test
  void strangeNamesSurviveTheFileOfClaims() throws Exception {
    for (var name : new String[] {"new\nline", "back\\slash", "a) = b", "sp ace", "a (.x"}) {
      Files.writeString(data.resolve(name), name);
    }
    var parts =
        Held.at(data).files().entrySet().stream()
            .map(f -> part(f.getKey(), f.getValue().path()))
            .toList();
    new Claim("dvc", "x", null, 6, 6, parts).write(temp.resolve("claims"));
    assertThat(Verification.parts(temp.resolve("claims"))).isEqualTo(parts);
    assertThat(Verification.of(data, parts, Reading.PLAIN).right()).isEqualTo(6);
    Files.writeString(data.resolve("a.csv"), "2\n");
    Files.delete(data.resolve("sp ace"));
    Files.writeString(data.resolve("new"), "");
    var verification = Verification.of(data, parts, Reading.PLAIN);
    assertThat(verification.changed()).containsExactly("a.csv");
    assertThat(verification.missing()).containsExactly("sp ace");
    assertThat(verification.added()).containsExactly("new");
  }

  private static Claim.Part part(String raw, Path path) {
    try {
      return new Claim.Part(Held.name(raw), "MD5", Digests.md5(Files.readAllBytes(path)));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void damagedFilesOfToolsClaimNothing() throws Exception {
    dvc("data.dvc", "outs: [{md5: x");
    assertThat(of(data)).isNull();
    dvc("data.dvc", "outs:\n- path: data\n  md5: a.dir\n");
    assertThat(of(data)).isNull();
    Files.writeString(data.resolve("croissant.json"), "mlcommons.org/croissant {");
    assertThat(Claims.of(data, Map.of())).isNull();
  }
}
