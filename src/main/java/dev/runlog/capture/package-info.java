/// One file per source of observations: start at [dev.runlog.capture.Source].
@NullMarked
package dev.runlog.capture;

import org.jspecify.annotations.NullMarked;
