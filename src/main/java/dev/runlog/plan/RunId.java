package dev.runlog.plan;

/// What a run id looks like: `2026-01-31_2359_name`.
public final class RunId {
  private static final String SHAPE = "0000-00-00_0000_";

  private RunId() {}

  /// Whether a folder's name has the shape of a run id.
  public static boolean fits(String name) {
    if (name.length() <= SHAPE.length()) {
      return false;
    }
    for (int i = 0; i < SHAPE.length(); i++) {
      char expected = SHAPE.charAt(i);
      char c = name.charAt(i);
      if (expected == '0' ? c < '0' || c > '9' : c != expected) {
        return false;
      }
    }
    return true;
  }
}
