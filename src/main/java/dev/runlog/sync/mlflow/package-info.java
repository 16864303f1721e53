/// What the tracker of this name needs beside itself.
@NullMarked
package dev.runlog.sync.mlflow;

import org.jspecify.annotations.NullMarked;
