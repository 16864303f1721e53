package dev.runlog.query;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A value in a filter and everything that it may stand for: a text, a number with its unit, a
/// stretch of time.
record Literal(String text, @Nullable Double number, @Nullable Span span) {
  private static final Map<String, Double> UNITS =
      Map.ofEntries(
          Map.entry("%", 0.01),
          Map.entry("ms", 1e-3),
          Map.entry("s", 1.0),
          Map.entry("min", 60.0),
          Map.entry("m", 60.0),
          Map.entry("h", 3600.0),
          Map.entry("d", 86400.0),
          Map.entry("w", 7 * 86400.0),
          Map.entry("b", 1.0),
          Map.entry("kb", 1e3),
          Map.entry("mb", 1e6),
          Map.entry("gb", 1e9),
          Map.entry("tb", 1e12),
          Map.entry("kib", 1024.0),
          Map.entry("mib", 1048576.0),
          Map.entry("gib", 1073741824.0),
          Map.entry("tib", 1099511627776.0));

  /// From `start` up to but not including `end`: a day, a minute, an instant.
  record Span(Instant start, Instant end) {

    /// -1, 0 or 1: where a time lies.
    int order(Instant time) {
      return time.isBefore(start) ? -1 : time.isBefore(end) ? 0 : 1;
    }
  }

  static Literal of(String text, boolean quoted, ZonedDateTime now) {
    return new Literal(text, quoted ? null : number(text), span(text, now));
  }

  /// 0.5, 1e-3, 94.3%, 2h, 1h30min, 4GB.
  static @Nullable Double number(String text) {
    int at = 0;
    double sum = 0;
    boolean any = false;
    while (at < text.length()) {
      int end = numberEnd(text, at);
      int unitEnd = end;
      while (unitEnd < text.length() && !isNumeric(text.charAt(unitEnd))) {
        unitEnd++;
      }
      var unit = text.substring(end, unitEnd).toLowerCase(Locale.ROOT);
      var factor = unit.isEmpty() ? (Double) 1.0 : UNITS.get(unit);
      boolean isWhole = at == 0 && unitEnd == text.length();
      if (end == at || factor == null || (unit.isEmpty() && !isWhole)) {
        return null;
      }
      try {
        sum += Double.parseDouble(text.substring(at, end)) * factor;
      } catch (NumberFormatException e) {
        return null;
      }
      any = true;
      at = unitEnd;
    }
    return any ? (Double) sum : null;
  }

  private static boolean isNumeric(char c) {
    return (c >= '0' && c <= '9') || c == '.';
  }

  private static int numberEnd(String text, int from) {
    int end = from;
    if (end < text.length() && (text.charAt(end) == '-' || text.charAt(end) == '+')) {
      end++;
    }
    while (end < text.length() && isNumeric(text.charAt(end))) {
      end++;
    }
    if (end + 1 < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      int exponent = end + 1;
      if (text.charAt(exponent) == '-' || text.charAt(exponent) == '+') {
        exponent++;
      }
      int digits = exponent;
      while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
        digits++;
      }
      end = digits > exponent ? digits : end;
    }
    return end;
  }

  /// 2026-02-01, 2026-02, 2026-02-01T10:00, -3mo, -2w, today, yesterday.
  private static @Nullable Span span(String text, ZonedDateTime now) {
    if (text.equals("today") || text.equals("yesterday")) {
      return day(now.toLocalDate().minusDays(text.equals("today") ? 0 : 1), now);
    }
    if (text.startsWith("-")) {
      return back(text.substring(1), now);
    }
    if (text.length() < 7 || text.charAt(4) != '-') {
      return null;
    }
    try {
      if (text.length() == 7) {
        var first = LocalDate.parse(text + "-01");
        return new Span(
            first.atStartOfDay(now.getZone()).toInstant(),
            first.plusMonths(1).atStartOfDay(now.getZone()).toInstant());
      }
      if (text.length() == 10) {
        return day(LocalDate.parse(text), now);
      }
      return moment(text.replace(' ', 'T'), now);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static Span day(LocalDate day, ZonedDateTime now) {
    return new Span(
        day.atStartOfDay(now.getZone()).toInstant(),
        day.plusDays(1).atStartOfDay(now.getZone()).toInstant());
  }

  private static Span moment(String text, ZonedDateTime now) {
    int zone =
        Math.max(text.indexOf('+', 10), Math.max(text.indexOf('Z', 10), text.indexOf('-', 11)));
    var start =
        zone > 0
            ? OffsetDateTime.parse(text).toInstant()
            : LocalDateTime.parse(text).atZone(now.getZone()).toInstant();
    return new Span(start, start.plusSeconds(text.length() <= 16 ? 60 : 1));
  }

  private static @Nullable Span back(String text, ZonedDateTime now) {
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    if (digits == 0 || digits > 6) {
      return null;
    }
    long n = Long.parseLong(text, 0, digits, 10);
    var then =
        switch (text.substring(digits)) {
          case "y" -> now.minusYears(n);
          case "mo" -> now.minusMonths(n);
          case "w" -> now.minusWeeks(n);
          case "d" -> now.minusDays(n);
          case "h" -> now.minusHours(n);
          case "min", "m" -> now.minusMinutes(n);
          case "s" -> now.minusSeconds(n);
          default -> null;
        };
    return then == null ? null : new Span(then.toInstant(), then.toInstant().plusMillis(1));
  }

  /// Whether a value of a run stands in the relation to this one.
  boolean holds(Test.Operator operator, @Nullable Object value) {
    return switch (operator) {
      case UNEQUAL -> value == null ? !text.equals("null") : !holds(Test.Operator.EQUAL, value);
      case LACKS -> !holds(Test.Operator.CONTAINS, value);
      case CONTAINS -> contains(value);
      default -> ordered(operator, value);
    };
  }

  private boolean contains(@Nullable Object value) {
    var part = text.toLowerCase(Locale.ROOT);
    return value != null && shown(value).toLowerCase(Locale.ROOT).contains(part);
  }

  private static String shown(Object value) {
    return value instanceof List<?> list
        ? String.join("\n", list.stream().map(String::valueOf).toList())
        : String.valueOf(value);
  }

  private boolean ordered(Test.Operator operator, @Nullable Object value) {
    if (value == null) {
      return operator == Test.Operator.EQUAL && text.equals("null");
    }
    if (value instanceof Boolean flag) {
      return operator == Test.Operator.EQUAL && isFlag(flag);
    }
    if (value instanceof List<?> list) {
      return list.stream().anyMatch(item -> ordered(operator, String.valueOf(item)));
    }
    if (value instanceof Double have) {
      return number != null && !have.isNaN() && operator.holds(have.compareTo(zeroed(number)));
    }
    return orderedText(operator, String.valueOf(value));
  }

  /// Without the sign of a zero, which [Double#compareTo] sees.
  private static Double zeroed(Double value) {
    return value + 0.0;
  }

  private boolean isFlag(boolean flag) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "1" -> flag;
      case "false", "no", "0" -> !flag;
      default -> false;
    };
  }

  private boolean orderedText(Test.Operator operator, String value) {
    var time = span == null ? null : time(value);
    if (span != null && time != null) {
      return operator.holds(span.order(time));
    }
    var have = number == null ? null : number(value);
    if (have != null && number != null) {
      return operator.holds(have.compareTo(number));
    }
    // a word is neither less nor more than a number
    return (number == null || operator == Test.Operator.EQUAL)
        && operator.holds(value.compareTo(text));
  }

  private static @Nullable Instant time(String value) {
    if (value.length() < 19 || value.charAt(4) != '-') {
      return null;
    }
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
