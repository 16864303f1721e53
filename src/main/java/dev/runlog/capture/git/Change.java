package dev.runlog.capture.git;

/// One path that `git status` names: mode and object in the commit and in the index (of a
/// conflict: our side), mode in the work tree (000000 where there is none), and what it says of a
/// submodule (`N...` for what is none).
record Change(
    String path,
    boolean untracked,
    String headMode,
    String headObject,
    String indexMode,
    String indexObject,
    String workMode,
    String submodule) {
  private static final String NONE = "000000";
  static final String GITLINK = "160000";

  static Change untracked(String path) {
    return new Change(path, true, NONE, "", NONE, "", "", "N...");
  }

  /// The same path, of which the index has lost sight but the commit has not.
  Change untrackedAgain() {
    return new Change(path, true, headMode, headObject, NONE, "", "", "N...");
  }

  boolean isInWorkTree() {
    return !workMode.equals(NONE);
  }

  boolean isInIndex() {
    return !indexMode.equals(NONE);
  }

  boolean isInCommit() {
    return !headMode.equals(NONE);
  }

  /// A repository of its own: an untracked one, or a submodule.
  boolean isRepository() {
    return untracked ? path.endsWith("/") : workMode.equals(GITLINK);
  }

  /// Of a submodule: whether files in it are changed or untracked.
  boolean hasChangesInside() {
    return submodule.indexOf('M') >= 0 || submodule.indexOf('U') >= 0;
  }
}
