/// The index over run folders: a disposable cache in SQLite. Start at [dev.runlog.index.Catalog].
@NullMarked
package dev.runlog.index;

import org.jspecify.annotations.NullMarked;
