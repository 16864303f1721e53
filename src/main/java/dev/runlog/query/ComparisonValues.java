package dev.runlog.query;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// When two values of a record are the same: 1 and 1.0 are, 1 and "1" are not, and neither are
/// null and a value that is missing.
public final class ComparisonValues {
  /// Stands for a value that is not there.
  public static final Object ABSENT = new Absent();

  private record Absent() {
    @Override
    public String toString() {
      return "(none)";
    }
  }

  private ComparisonValues() {}

  /// Whether two values of a JSON tree are the same.
  static boolean same(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Number one && b instanceof Number other) {
      return sameNumber(one, other);
    }
    if (a instanceof List<?> one && b instanceof List<?> other) {
      boolean same = one.size() == other.size();
      for (int i = 0; same && i < one.size(); i++) {
        same = same(one.get(i), other.get(i));
      }
      return same;
    }
    if (a instanceof Map<?, ?> one && b instanceof Map<?, ?> other) {
      return one.keySet().equals(other.keySet())
          && one.entrySet().stream().allMatch(e -> same(e.getValue(), other.get(e.getKey())));
    }
    return Objects.equals(a, b);
  }

  private static boolean sameNumber(Number a, Number b) {
    if (a.equals(b)) {
      return true;
    }
    if (a instanceof Long && b instanceof Long) {
      return false;
    }
    if (a instanceof Double one && b instanceof Double other) {
      return one.doubleValue() == other.doubleValue();
    }
    var one = exact(a);
    var other = exact(b);
    return one != null && other != null && one.compareTo(other) == 0;
  }

  private static @Nullable BigDecimal exact(Number number) {
    if (number instanceof BigInteger big) {
      return new BigDecimal(big);
    }
    double value = number.doubleValue();
    return number instanceof Long whole
        ? BigDecimal.valueOf(whole)
        : Double.isFinite(value) ? new BigDecimal(value) : null;
  }
}
