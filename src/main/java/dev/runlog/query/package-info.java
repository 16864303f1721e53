/// Selectors, filters, searches, and comparison of runs. Start at [dev.runlog.query.Selector].
@NullMarked
package dev.runlog.query;

import org.jspecify.annotations.NullMarked;
