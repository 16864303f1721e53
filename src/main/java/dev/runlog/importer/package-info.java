/// What other tools leave behind, read: one file per kind.
@NullMarked
package dev.runlog.importer;

import org.jspecify.annotations.NullMarked;
