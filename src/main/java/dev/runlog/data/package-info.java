/// Which bytes: content manifests. Start at [dev.runlog.data.Manifest].
@NullMarked
package dev.runlog.data;

import org.jspecify.annotations.NullMarked;
