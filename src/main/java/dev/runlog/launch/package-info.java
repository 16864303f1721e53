/// The child process: terminal or pipes, signals, exit. Start at [dev.runlog.launch.Launch].
@NullMarked
package dev.runlog.launch;

import org.jspecify.annotations.NullMarked;
