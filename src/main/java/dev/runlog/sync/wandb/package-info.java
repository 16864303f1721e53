/// What the tracker of this name needs beside itself.
@NullMarked
package dev.runlog.sync.wandb;

import org.jspecify.annotations.NullMarked;
