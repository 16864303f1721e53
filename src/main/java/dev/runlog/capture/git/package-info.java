/// The state of the code, asked from the `git` program without a trace in the user's repository:
/// start at [dev.runlog.capture.git.Snapshot].
@NullMarked
package dev.runlog.capture.git;

import org.jspecify.annotations.NullMarked;
