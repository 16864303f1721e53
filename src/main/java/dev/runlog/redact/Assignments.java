package dev.runlog.redact;

import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// Values that stand beside a secret name in free text: `HF_TOKEN=x cmd`, `"api_key": "x"`,
/// `Authorization: Bearer x`, `?token=x&`.
final class Assignments {
  private static final int LONGEST_NAME = 120;
  private static final Set<String> TYPES =
      Set.of(
          "str",
          "string",
          "int",
          "float",
          "bool",
          "bytes",
          "any",
          "optional",
          "required",
          "number",
          "object",
          "boolean",
          "list",
          "dict",
          "secret",
          "secretstr",
          "password");

  private final Function<String, Secrecy> secrecy;
  private final Mask mask;
  private final Consumer<String> learn;

  Assignments(Function<String, Secrecy> secrecy, Mask mask, Consumer<String> learn) {
    this.secrecy = secrecy;
    this.mask = mask;
    this.learn = learn;
  }

  String apply(String text) {
    var edits = new Edits(text);
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c == '=' || c == ':') && i >= edits.done()) {
        assignment(text, i, edits);
        i = Math.max(i, edits.done() - 1);
      }
    }
    return edits.result();
  }

  /// `name" : "value"`: the name left of `sign`, the value right of it.
  private void assignment(String text, int sign, Edits edits) {
    int nameEnd = sign;
    while (nameEnd > 0
        && sign - nameEnd < 4
        && " \"'\\]):".indexOf(text.charAt(nameEnd - 1)) >= 0) {
      nameEnd--;
    }
    int nameStart = nameEnd;
    while (nameStart > 0
        && nameEnd - nameStart < LONGEST_NAME
        && isNamePart(text.charAt(nameStart - 1))) {
      nameStart--;
    }
    if (nameEnd - nameStart < 3) {
      return;
    }
    var name = text.substring(nameStart, nameEnd);
    var kind = secrecy.apply(name);
    if (kind == Secrecy.NONE) {
      return;
    }
    int start = sign + 1;
    while (start < text.length() && start - sign < 4 && text.charAt(start) == ' ') {
      start++;
    }
    if (start < text.length()) {
      var site = new Site(text, name, nameStart, sign, scheme(text, start));
      value(site, kind, edits);
    }
  }

  /// Where an assignment stands; `start` is where its value starts, blanks passed over.
  private record Site(String text, String name, int nameStart, int sign, int start) {}

  private void value(Site site, Secrecy kind, Edits edits) {
    var text = site.text();
    int start = site.start();
    boolean comparison = text.charAt(site.sign() + 1) == '=';
    if (comparison || start >= text.length() || Mask.startsMasked(text, start)) {
      return;
    }
    int escaped = text.startsWith("\\\"", start) ? 1 : 0;
    char quote = text.charAt(start + escaped);
    boolean quoted = quote == '"' || quote == '\'';
    int from = quoted ? start + escaped + 1 : start;
    int end = quoted ? closingQuote(text, from, quote) : wordEnd(text, from);
    var value = text.substring(from, end);
    if (!Values.isSecret(kind, value) || (!quoted && isCode(site, end, value))) {
      return;
    }
    learn.accept(value);
    edits.replace(from, end, mask.of(value));
  }

  private static int closingQuote(String text, int from, char quote) {
    int end = from;
    while (end < text.length() && text.charAt(end) != '\n') {
      char c = text.charAt(end);
      if (c == quote || (c == '\\' && text.startsWith("\"", end + 1))) {
        return end;
      }
      end += c == '\\' && end + 1 < text.length() ? 2 : 1;
    }
    return Math.min(end, text.length());
  }

  private static int wordEnd(String text, int from) {
    int end = from;
    while (end < text.length() && " \t\r\n\"'`;&|,)}]>".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /// `Bearer x`, `Basic x`, `token x` in a header: only what follows is the secret.
  private static int scheme(String text, int start) {
    for (var scheme : new String[] {"Bearer ", "Basic ", "Token ", "Digest ", "ApiKey "}) {
      if (text.regionMatches(true, start, scheme, 0, scheme.length())) {
        return start + scheme.length();
      }
    }
    return start;
  }

  /// Whether an unquoted value is program text or prose rather than a secret.
  private boolean isCode(Site site, int end, String value) {
    var text = site.text();
    if (isExpression(value) || isNamedLikeSecret(value)) {
      return true;
    }
    if (Values.looksSecret(value)) {
      return false;
    }
    boolean spaced = site.start() > site.sign() + 1;
    char after = end < text.length() ? text.charAt(end) : '\n';
    boolean prose = spaced && (text.charAt(site.sign()) == '=' || !startsLine(site));
    boolean argument = after == ')' || (after == ',' && site.nameStart() > 0 && !spaced);
    return prose
        || argument
        || value.equals(site.name())
        || TYPES.contains(value.toLowerCase(Locale.ROOT));
  }

  /// `get(`, `Optional[`, or the start of a list or an object.
  private static boolean isExpression(String value) {
    int i = 0;
    while (i < value.length() && isNamePart(value.charAt(i))) {
      i++;
    }
    return i < value.length() && "([{".indexOf(value.charAt(i)) >= 0;
  }

  /// `args.api_key`, `self.token`, `os.environ`.
  private boolean isNamedLikeSecret(String value) {
    int dot = value.indexOf('.');
    if (dot <= 0 || !value.chars().allMatch(c -> isNamePart((char) c))) {
      return false;
    }
    return value.startsWith("os.environ") || secrecy.apply(value) != Secrecy.NONE;
  }

  /// Whether only indentation and list or diff marks stand before the name.
  private static boolean startsLine(Site site) {
    int i = site.nameStart();
    while (i > 0
        && site.nameStart() - i < 80
        && " \t-+{\"'".indexOf(site.text().charAt(i - 1)) >= 0) {
      i--;
    }
    return i == 0 || site.text().charAt(i - 1) == '\n';
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
  }
}
