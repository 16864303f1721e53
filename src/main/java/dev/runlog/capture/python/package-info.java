/// What Python programs tell about themselves: start at [dev.runlog.capture.python.ProbeSource].
@NullMarked
package dev.runlog.capture.python;

import org.jspecify.annotations.NullMarked;
