package dev.runlog.redact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runlog.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class RedactorTest {
  private static final byte[] SALT = "salt".getBytes(StandardCharsets.UTF_8);

  private final Redactor redactor = new Redactor(SALT, Set.of());

  record Case(String kind, String secret, String input) {}

  static List<Case> cases() throws IOException {
    try (var file = RedactorTest.class.getResourceAsStream("cases.txt")) {
      var lines = new String(file.readAllBytes(), StandardCharsets.UTF_8).lines();
      return lines.filter(line -> !line.startsWith("#")).map(RedactorTest::parse).toList();
    }
  }

  private static Case parse(String line) {
    var cells = line.split(" \\| ", 3);
    return new Case(cells[0], plain(cells[1]), cells[2]);
  }

  private static String plain(String text) {
    return text.replace('␣', ' ').replace('⏎', '\n');
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyCaseOfTheTableIsMaskedAsItSays(Case c) throws IOException {
    var masked = redacted(c.kind(), c.input());
    if (c.secret().equals("-")) {
      assertThat(masked).isEqualTo(original(c));
    } else {
      assertThat(masked).doesNotContain(c.secret()).contains(redactor.mask(c.secret()));
      assertThat(masked.replace(redactor.mask(c.secret()), c.secret())).isEqualTo(original(c));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void maskingAgainChangesNothing(Case c) throws IOException {
    var once = redacted(c.kind(), c.input());
    assertThat(new Redactor(SALT, Set.of()).text(once)).isEqualTo(once);
    if (c.kind().equals("tree")) {
      assertThat(Json.line(new Redactor(SALT, Set.of()).tree(Json.read(once)))).isEqualTo(once);
    }
  }

  @Test
  void whereASecretCameFromIsNoSecret() {
    var sources = Map.of("lr", "SomeParser default", "api_token", "SomeParser default");
    var resolved = Map.of("lr", 0.1, "api_token", "Zq81kd93jwPx");
    var config = Map.of("resolved", resolved, "sources", sources, "origin", "SomeParser default");
    assertThat(redactor.tree(Map.of("config", config)))
        .extracting("config")
        .extracting("sources", "origin")
        .containsExactly(sources, "SomeParser default");
    assertThat(Json.line(redactor.tree(Map.of("config", config)))).doesNotContain("Zq81kd93jwPx");
  }

  private String original(Case c) throws IOException {
    return c.kind().equals("tree") ? Json.line(Json.read(plain(c.input()))) : plain(c.input());
  }

  private String redacted(String kind, String input) throws IOException {
    return switch (kind) {
      case "argv" -> {
        var words = Stream.of(input.split(" ")).map(RedactorTest::plain).toList();
        yield String.join(" ", redactor.argv(words));
      }
      case "tree" -> Json.line(redactor.tree(Json.read(plain(input))));
      default -> redactor.text(plain(input));
    };
  }

  @Test
  void theTableSpeaksForBothDirections() throws IOException {
    assertThat(cases()).filteredOn(c -> c.secret().equals("-")).hasSizeGreaterThan(60);
    assertThat(cases()).filteredOn(c -> !c.secret().equals("-")).hasSizeGreaterThan(60);
  }

  @Test
  void equalSecretsHaveEqualMasksAndOtherUsersHaveOthers() {
    var other = new Redactor("other salt".getBytes(StandardCharsets.UTF_8), Set.of());
    assertThat(redactor.mask("hunter2")).matches("\\*\\*\\*[0-9a-f]{6}");
    assertThat(redactor.mask("hunter2")).isEqualTo(redactor.mask("hunter2"));
    assertThat(redactor.mask("hunter2")).isNotEqualTo(redactor.mask("hunter3"));
    assertThat(redactor.mask("hunter2")).isNotEqualTo(other.mask("hunter2"));
    assertThat(redactor.mask(redactor.mask("hunter2"))).isEqualTo(redactor.mask("hunter2"));
  }

  @Test
  void theFingerprintIsHmacSha256() {
    // RFC 4231, test case 2
    var jefe = new Redactor("Jefe".getBytes(StandardCharsets.UTF_8), Set.of());
    assertThat(jefe.mask("what do ya want for nothing?")).isEqualTo("***5bdcc1");
  }

  @Test
  void aSecretSeenOnceIsMaskedEverywhereElse() {
    redactor.argv(List.of("train", "--api-key", "Zq81kd93jw"));
    assertThat(redactor.text("calling with Zq81kd93jw now"))
        .isEqualTo("calling with " + redactor.mask("Zq81kd93jw") + " now");
  }

  @Test
  void ordinaryWordsAreNotLearned() {
    for (var word : List.of("postgres", "password", "12345678", "/home/me/.token1", "short1", "")) {
      redactor.learn(word);
      assertThat(redactor.text("a " + word + " b")).isEqualTo("a " + word + " b");
    }
  }

  @Test
  void aLearnedSecretIsMaskedInTreesAndWords() {
    redactor.learn("Zq81kd93jw");
    assertThat(redactor.tree(Map.of("x", List.of("aZq81kd93jwb", 1L))))
        .hasToString("{x=[a" + redactor.mask("Zq81kd93jw") + "b, 1]}");
    assertThat(redactor.argv(List.of("--x", "Zq81kd93jw")))
        .containsExactly("--x", redactor.mask("Zq81kd93jw"));
  }

  @Test
  void namesOfTheUsersOwnAreSecretToo() {
    var own = new Redactor(SALT, Set.of("lab-code"));
    assertThat(own.argv(List.of("train", "--lab_code", "77")))
        .containsExactly("train", "--lab_code", own.mask("77"));
    assertThat(own.tree(Map.of("a.lab_code", 77L)))
        .hasToString("{a.lab_code=" + own.mask("77") + "}");
    assertThat(own.isSecretName("x.lab_code")).isTrue();
    assertThat(redactor.isSecretName("lab_code")).isFalse();
  }

  @Test
  void strikingOutMovesNothing() {
    redactor.learn("Tr0ub4dor&3xyz");
    var text =
        "--password Tr0ub4dor&3xyz --max_tokens 128 HF_TOKEN=hf_zyxwvutsrqponmlkjihgfedcba543210\n";
    assertThat(redactor.struckOut(text))
        .isEqualTo("--password ************** --max_tokens 128 HF_TOKEN=" + "*".repeat(35) + "\n");
    assertThat(redactor.struckOut("loss=0.5\n")).isEqualTo("loss=0.5\n");
  }

  @Test
  void anAmazonKeyTakesItsSecretWithIt() {
    var masked = redactor.text("AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    assertThat(masked).doesNotContain("AKIA").doesNotContain("wJalr");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void twoMegabytesOfAnythingAreMaskedAtOnce(String unit) {
    redactor.learn("Zq81kd93jw");
    var text = unit.repeat(2_000_000 / unit.length());
    redactor.text(unit.repeat(100_000 / unit.length()));
    long start = System.nanoTime();
    redactor.text(text);
    // a fifth of a second on an idle machine; anything quadratic would take hours
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(3);
  }

  static List<String> hostile() {
    return List.of(
        "a",
        ":",
        "=",
        "\"",
        "token=",
        "token=x ",
        "password:\"",
        "https://",
        "https://u:p@",
        "://@",
        "hf_a.",
        "sk-a.",
        "eyJ.",
        "eyJaaaaaaaaa.",
        "AKIA",
        "-----BEGIN ",
        "xox",
        "Bearer ",
        "-----BEGIN PRIVATE KEY-----",
        "a=b:c=d:",
        " = = ",
        "Zq81kd93jw",
        "Zq81kd9",
        "\\",
        "\\\"",
        "token='",
        "token=\"\\",
        "***",
        "token=***0123ab",
        "\n",
        "{\"token\":",
        "api_key",
        "/api/webhooks/");
  }

  @Test
  void manyThreadsMayLearnAndMaskAtOnce() throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      var results =
          threads.invokeAll(
              Stream.iterate(0, i -> i + 1)
                  .limit(64)
                  .<java.util.concurrent.Callable<String>>map(
                      i ->
                          () -> {
                            redactor.learn("Secret-number-" + i);
                            return redactor.text("x Secret-number-" + i + " y");
                          })
                  .toList());
      for (var result : results) {
        assertThat(result.get()).startsWith("x ***").doesNotContain("Secret");
      }
    }
  }
}
