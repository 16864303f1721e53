/// The run folder: claimed, appended to, replaced atomically, settled. Start at
/// [dev.runlog.store.RunFolder].
@NullMarked
package dev.runlog.store;

import org.jspecify.annotations.NullMarked;
