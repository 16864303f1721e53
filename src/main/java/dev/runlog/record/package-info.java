/// One run, from plan to stored record: start at [dev.runlog.record.Recorder].
@NullMarked
package dev.runlog.record;

import org.jspecify.annotations.NullMarked;
