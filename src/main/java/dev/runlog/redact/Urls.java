package dev.runlog.redact;

import java.util.List;

/// Credentials in URLs: `scheme://user:password@host`, and addresses that are secrets themselves.
final class Urls {
  private static final List<String> SECRET_PATHS =
      List.of("hooks.slack.com/services/", "/api/webhooks/");

  private final Mask mask;

  Urls(Mask mask) {
    this.mask = mask;
  }

  String apply(String text) {
    int i = text.indexOf("://");
    if (i < 0) {
      return text;
    }
    var edits = new Edits(text);
    while (i >= 0) {
      int start = i + 3;
      int at = -1;
      int end = start;
      while (end < text.length() && "/?# \t\r\n\"'<>`".indexOf(text.charAt(end)) < 0) {
        at = text.charAt(end) == '@' ? end : at;
        end++;
      }
      if (at > start) {
        userInfo(text, start, at, edits);
      }
      path(text, start, edits);
      i = text.indexOf("://", start);
    }
    return edits.result();
  }

  private void userInfo(String text, int start, int at, Edits edits) {
    int colon = text.indexOf(':', start);
    if (colon < 0 || colon >= at) {
      boolean token = at - start >= 16 && text.startsWith("http", schemeStart(text, start));
      mask(text, token ? start : at, at, edits);
      return;
    }
    var password = text.substring(colon + 1, at);
    if (password.isEmpty() || password.equals("x-oauth-basic")) {
      mask(text, at - start >= 16 ? start : at, colon, edits);
    } else {
      mask(text, colon + 1, at, edits);
    }
  }

  private static int schemeStart(String text, int start) {
    int i = start - 3;
    while (i > 0 && Character.isLetter(text.charAt(i - 1)) && start - i < 20) {
      i--;
    }
    return i;
  }

  private void path(String text, int start, Edits edits) {
    for (var prefix : SECRET_PATHS) {
      int slash = prefix.startsWith("/") ? text.indexOf('/', start) : start;
      if (slash >= 0 && text.startsWith(prefix, slash)) {
        int from = slash + prefix.length();
        int to = from;
        while (to < text.length() && (Shapes.isWord(text.charAt(to)) || text.charAt(to) == '/')) {
          to++;
        }
        mask(text, from, to, edits);
      }
    }
  }

  private void mask(String text, int start, int end, Edits edits) {
    if (start < end && Values.isSecret(Secrecy.CERTAIN, text.substring(start, end))) {
      edits.replace(start, end, mask.of(text.substring(start, end)));
    }
  }
}
