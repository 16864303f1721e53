package dev.runlog.redact;

/// Tokens that are known by their shape, wherever they stand.
final class Shapes {
  private final Mask mask;

  Shapes(Mask mask) {
    this.mask = mask;
  }

  String apply(String text) {
    return tokens(privateKeys(text));
  }

  /// Masks private keys in PEM form, up to their last line or to the end of the text.
  private String privateKeys(String text) {
    var edits = new Edits(text);
    int i = text.indexOf("-----BEGIN ");
    while (i >= 0) {
      int end = privateKeyEnd(text, i);
      if (end > i) {
        edits.replace(i, end, mask.of(text.substring(i, end)));
      }
      i = text.indexOf("-----BEGIN ", Math.max(end, i + 1));
    }
    return edits.result();
  }

  private String tokens(String text) {
    var edits = new Edits(text);
    boolean inWord = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!inWord && "hsgAxeBbnpdrlS".indexOf(c) >= 0) {
        int end = end(text, i);
        if (end > i) {
          int start = secretStart(text, i, end);
          edits.replace(start, end, mask.of(text.substring(start, end)));
          end = c == 'A' ? pairedSecret(text, end, edits) : end;
          i = end - 1;
          c = text.charAt(i);
        }
      }
      boolean escape = i > 0 && text.charAt(i - 1) == '\\';
      inWord = isWord(c) && !escape;
    }
    return edits.result();
  }

  /// Where the token that starts at `i` ends; `i` where none does.
  private static int end(String text, int i) {
    return switch (text.charAt(i)) {
      case 'h' -> run(text, i, "hf_", 16);
      case 's' -> run(text, i, "sk-", 20);
      case 'g' -> g(text, i);
      case 'A' -> amazonOrGoogle(text, i);
      case 'x' -> slack(text, i);
      case 'e' -> jwt(text, i);
      case 'B', 'b' -> bearer(text, i);
      case 'n' -> Math.max(run(text, i, "npm_", 30), run(text, i, "nvapi-", 30));
      case 'p' -> run(text, i, "pypi-AgE", 40);
      case 'd' -> run(text, i, "dckr_pat_", 20);
      case 'r' -> run(text, i, "r8_", 30);
      case 'l' -> run(text, i, "lsv2_", 30);
      case 'S' -> sendgrid(text, i);
      default -> i;
    };
  }

  private static int secretStart(String text, int start, int end) {
    char c = text.charAt(start);
    return c == 'B' || c == 'b' ? Math.min(end, start + "Bearer ".length()) : start;
  }

  private static int g(String text, int i) {
    int end = run(text, i, "github_pat_", 20);
    if (end == i && text.startsWith("gh", i) && text.startsWith("_", i + 3)) {
      end = run(text, i, text.substring(i, i + 4), 16);
    }
    end = Math.max(end, run(text, i, "glpat-", 16));
    return Math.max(end, run(text, i, "gsk_", 30));
  }

  /// A prefix, then at least `atLeast` more characters that are as mixed as only a secret is.
  private static int run(String text, int i, String prefix, int atLeast) {
    if (!text.startsWith(prefix, i)) {
      return i;
    }
    int start = i + prefix.length();
    int end = start;
    int longest = 0;
    int piece = 0;
    int classes = 0;
    while (end < text.length() && isWord(text.charAt(end))) {
      char c = text.charAt(end++);
      boolean plain = c != '_' && c != '-';
      piece = plain ? piece + 1 : 0;
      classes = plain ? classes | (c >= 'a' ? 1 : c >= 'A' ? 2 : 4) : 0;
      longest = Integer.bitCount(classes) > 1 ? Math.max(longest, piece) : longest;
    }
    return end - start >= atLeast && longest >= 14 ? end : i;
  }

  private static int amazonOrGoogle(String text, int i) {
    if (text.startsWith("AKIA", i) || text.startsWith("ASIA", i)) {
      int end = i + 4;
      while (end < text.length() && isUpperOrDigit(text.charAt(end))) {
        end++;
      }
      boolean ends = end == text.length() || !isWord(text.charAt(end));
      return end - i >= 16 && end - i <= 24 && ends ? end : i;
    }
    return run(text, i, "AIza", 30);
  }

  /// The 40 characters that belong to an access key id, where they follow it.
  private int pairedSecret(String text, int from, Edits edits) {
    int start = from;
    while (start < text.length() && start - from < 8 && !isBase64(text.charAt(start))) {
      start++;
    }
    int end = start;
    while (end < text.length() && end - start <= 40 && isBase64(text.charAt(end))) {
      end++;
    }
    if (end - start != 40 || !Values.looksSecret(text.substring(start, end))) {
      return from;
    }
    edits.replace(start, end, mask.of(text.substring(start, end)));
    return end;
  }

  private static int slack(String text, int i) {
    boolean prefix =
        (text.startsWith("xox", i) && text.startsWith("-", i + 4)) || text.startsWith("xapp-", i);
    if (!prefix) {
      return i;
    }
    int end = i + 5;
    while (end < text.length() && isWord(text.charAt(end))) {
      end++;
    }
    return end - i >= 15 ? end : i;
  }

  private static int sendgrid(String text, int i) {
    int id = run(text, i, "SG.", 20);
    return id == i || !text.startsWith(".", id) ? i : Math.max(i, run(text, id, ".", 30));
  }

  private static int jwt(String text, int i) {
    if (!text.startsWith("eyJ", i)) {
      return i;
    }
    int end = i;
    int dots = 0;
    int lastDot = i;
    boolean longEnough = true;
    while (end < text.length()
        && dots < 5
        && (isWord(text.charAt(end)) || text.charAt(end) == '.')) {
      if (text.charAt(end) == '.') {
        longEnough &= end - lastDot > 8;
        lastDot = end;
        dots++;
      }
      end++;
    }
    return dots >= 2 && longEnough ? end : i;
  }

  private static int bearer(String text, int i) {
    if (!text.regionMatches(true, i, "Bearer ", 0, 7)) {
      return i;
    }
    int start = i + 7;
    int end = start;
    while (end < text.length() && " \t\r\n\"'\\,;)}<>".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    boolean masked = Mask.startsMasked(text, start);
    return !masked && Values.looksSecret(text.substring(start, end)) ? end : i;
  }

  private static int privateKeyEnd(String text, int i) {
    int line = text.indexOf("-----", i + 11);
    if (line < 0 || line - i > 60 || !text.substring(i, line).endsWith("PRIVATE KEY")) {
      return i;
    }
    int last = text.indexOf("-----END ", line);
    int close = last < 0 ? -1 : text.indexOf("-----", last + 9);
    return close < 0 ? text.length() : close + 5;
  }

  private static boolean isBase64(char c) {
    return (isWord(c) && c != '_' && c != '-') || c == '/' || c == '+' || c == '=';
  }

  private static boolean isUpperOrDigit(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || isUpperOrDigit(c) || c == '_' || c == '-';
  }
}
