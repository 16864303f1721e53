package dev.runlog.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The code that ran: `commit` + `patch` give `tree`; what is not in the patch is in `leftOut`.
/// Null means "could not be asked", which is not the same as "none": see `capture.missing`.
public record Git(
    @Nullable String commit,
    @Nullable String tree,
    @Nullable Boolean dirty,
    @Nullable String branch,
    @Nullable String remote,
    @Nullable String patch,
    @Nullable String patchHash,
    List<String> untracked,
    List<LeftOut> leftOut,
    List<Submodule> submodules) {

  /// The same with what is found out later.
  public Git withRemote(@Nullable String address) {
    return new Git(
        commit, tree, dirty, branch, address, patch, patchHash, untracked, leftOut, submodules);
  }

  /// A changed file whose content is not in the patch: too large, or a secret.
  public record LeftOut(String path, @Nullable Long bytes, @Nullable String hash, String why) {}

  /// A submodule: the commit that the parent names and the one that is checked out.
  public record Submodule(
      String path, @Nullable String commit, @Nullable String checkedOut, @Nullable Boolean dirty) {}
}
