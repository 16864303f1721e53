/// TensorBoard: runs as event files in a log folder of their own.
@NullMarked
package dev.runlog.sync.tensorboard;

import org.jspecify.annotations.NullMarked;
