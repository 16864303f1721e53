package dev.runlog.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalTest {

  /// The pairs of RFC 8785, appendix B: IEEE 754 bits and their ECMAScript form.
  @ParameterizedTest
  @CsvSource({
    "0000000000000000,0",
    "8000000000000000,0",
    "0000000000000001,5e-324",
    "8000000000000001,-5e-324",
    "0000000000000002,1e-323",
    "3fd0000000000000,0.25",
    "3fe0000000000000,0.5",
    "40c3880000000000,10000",
    "7fefffffffffffff,1.7976931348623157e+308",
    "4340000000000000,9007199254740992",
    "c340000000000000,-9007199254740992",
    "4430000000000000,295147905179352830000",
    "44b52d02c7e14af5,9.999999999999997e+22",
    "44b52d02c7e14af6,1e+23",
    "44b52d02c7e14af7,1.0000000000000001e+23",
    "444b1ae4d6e2ef4e,999999999999999700000",
    "444b1ae4d6e2ef4f,999999999999999900000",
    "444b1ae4d6e2ef50,1e+21",
    "3eb0c6f7a0b5ed8c,9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d,0.000001",
    "41b3de4355555553,333333333.3333332",
    "becbf647612f3696,-0.0000033333333333333333",
    "43143ff3c1cb0959,1424953923781206.2"
  })
  void numbersAreWrittenAsEcmaScriptDoes(String bits, String text) {
    var value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
    assertThat(Canonical.number(value)).isEqualTo(text);
  }

  @Test
  void keysAreSortedByUtf16AndTextIsEscapedMinimally() throws IOException {
    var tree =
        Json.read(
            """
            {"\\u20ac": "Euro", "\\r": "cr", "\\ufb33": "dalet", "1": [1.0, 1e30, -0.0, 4.50, true, null],
             "\\ud83d\\ude00": "smile", "\\u0080": "control", "\\u00f6": "\\u000f\\n\\"\\\\/<\\u007f"}
            """);
    assertThat(Canonical.text(tree))
        .isEqualTo(
            "{\"\\r\":\"cr\",\"1\":[1,1e+30,0,4.5,true,null],\"\u0080\":\"control\","
                + "\"\u00f6\":\"\\u000f\\n\\\"\\\\/<\u007f\",\"\u20ac\":\"Euro\","
                + "\"\ud83d\ude00\":\"smile\",\"\ufb33\":\"dalet\"}");
  }
}
