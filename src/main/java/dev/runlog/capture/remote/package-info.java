/// Data that lies elsewhere, named by an address, and the version of it that its server tells.
/// Start at [dev.runlog.capture.remote.RemoteData].
@NullMarked
package dev.runlog.capture.remote;

import org.jspecify.annotations.NullMarked;
