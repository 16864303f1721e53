/// One file per tracker that runs are copied to: start at [dev.runlog.sync.Tracker].
@NullMarked
package dev.runlog.sync;

import org.jspecify.annotations.NullMarked;
