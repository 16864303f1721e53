package dev.runlog.query;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A number as it stands in a paper, and which values it may stand for: `0.943` all that round to
/// it at three digits, `94.3%` and `94.3` also fractions and per cents of each other.
public record Sought(String text, List<Range> ranges) {

  /// Values from `low` to `high`; `scaled` where the run has them as a fraction and the paper as
  /// per cent, or the other way.
  public record Range(double low, double high, boolean scaled) {
    boolean contains(double value) {
      return value >= low && value <= high;
    }
  }

  /// Null where the text is no number.
  public static @Nullable Sought of(String text) {
    var digits = text.strip().replace("\u2212", "-").replace("\\", "");
    boolean percent = digits.endsWith("%");
    digits = percent ? digits.substring(0, digits.length() - 1).strip() : digits;
    if (!looksNumeric(digits)) {
      return null;
    }
    BigDecimal number;
    try {
      number = new BigDecimal(withoutThousands(digits));
    } catch (NumberFormatException e) {
      return null;
    }
    if (Math.abs((long) number.scale()) > 300 || number.precision() > 100) {
      return null;
    }
    var ranges = new ArrayList<Range>();
    double value = number.doubleValue();
    double half = 0.5 * Math.pow(10, -number.scale());
    if (!percent) {
      ranges.add(range(value, half, 1, false));
    }
    boolean isFraction = Math.abs(value) <= 1;
    if (percent || (!isFraction && Math.abs(value) <= 100)) {
      ranges.add(range(value, half, 0.01, !percent));
    }
    if (percent) {
      ranges.add(range(value, half, 1, true));
    } else if (isFraction && number.scale() >= 2) {
      ranges.add(range(value, half, 100, true));
    }
    return new Sought(text, List.copyOf(ranges));
  }

  private static boolean looksNumeric(String digits) {
    return !digits.isEmpty()
        && digits.length() <= 100
        && digits.chars().allMatch(c -> "+-.,eE0123456789".indexOf(c) >= 0)
        && digits.chars().anyMatch(c -> c >= '0' && c <= '9');
  }

  private static String withoutThousands(String digits) {
    int comma = digits.indexOf(',');
    return comma > 0 && digits.matches("[+-]?\\d{1,3}(,\\d{3})+(\\.\\d*)?")
        ? digits.replace(",", "")
        : digits;
  }

  /// A little wider than half a digit: both ways of rounding the middle count, and so does the
  /// last bit of a binary fraction.
  private static Range range(double value, double half, double factor, boolean scaled) {
    double slack = Math.abs(value) * 1e-12 + half * 1e-9;
    return new Range((value - half - slack) * factor, (value + half + slack) * factor, scaled);
  }

  /// How well a value fits: 0 exactly, 1 as a fraction for a per cent; negative where not at all.
  public int fit(double value) {
    for (var range : ranges) {
      if (range.contains(value)) {
        return range.scaled ? 1 : 0;
      }
    }
    return -1;
  }
}
