/// Metrics read from what a program prints and from TensorBoard's event files: start at
/// [dev.runlog.capture.metrics.StdoutSource].
@NullMarked
package dev.runlog.capture.metrics;

import org.jspecify.annotations.NullMarked;
