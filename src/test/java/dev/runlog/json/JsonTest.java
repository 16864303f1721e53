package dev.runlog.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void numbersKeepTheirKind() throws IOException {
    var text = "[1,1.0,0.0001,1e+30,123456789012345678901234567890,-5]";
    assertThat(Json.line(Json.read(text))).isEqualTo(text);
  }

  @Test
  void whatIsNotFiniteBecomesText() {
    assertThat(Json.line(Arrays.asList(Double.NaN, Double.NEGATIVE_INFINITY, null, "a<b>&")))
        .isEqualTo("[\"NaN\",\"-Infinity\",null,\"a<b>&\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"a\":1}{", "[1,]", "NaN", "{'a':1}", "\u0000", "{\"a\":1} x"})
  void whatIsNotJsonIsRefused(String text) {
    assertThatThrownBy(() -> Json.read(text)).isInstanceOf(IOException.class);
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.SECONDS)
  void deepNestingIsRefusedAndNotRunInto() {
    assertThatThrownBy(() -> Json.read("[".repeat(1_000_000))).isInstanceOf(IOException.class);
  }

  record Inner(@Nullable String someText, List<Long> longs) {}

  record Outer(int exitCode, @Nullable Inner inner, Map<String, Double> values) {}

  @Test
  void recordsGoToTreesAndBack() throws IOException {
    var outer = new Outer(3, new Inner(null, List.of(1L, 2L)), Map.of("a", 0.5));
    var text = Json.line(Records.toTree(outer));
    assertThat(text)
        .isEqualTo(
            "{\"exit_code\":3,\"inner\":{\"some_text\":null,\"longs\":[1,2]},\"values\":{\"a\":0.5}}");
    assertThat(Records.fromTree(Outer.class, Json.readObject(text))).isEqualTo(outer);
  }

  @Test
  void fieldsOfALaterVersionArePassedOverAndMissingOnesAreEmpty() throws IOException {
    var tree = Json.readObject("{\"exit_code\":0,\"added_later\":{\"x\":1}}");
    assertThat(Records.fromTree(Outer.class, tree)).isEqualTo(new Outer(0, null, Map.of()));
  }

  @Test
  void aWrongValueIsNamed() {
    assertThatThrownBy(
            () -> Records.fromTree(Outer.class, Json.readObject("{\"exit_code\":\"x\"}")))
        .hasMessage("Outer.exit_code should be int but is \"x\"");
  }
}
