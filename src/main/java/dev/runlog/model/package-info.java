/// The nouns of a record: start at [dev.runlog.model.Run]; what a source may say is
/// [dev.runlog.model.Observation].
@NullMarked
package dev.runlog.model;

import org.jspecify.annotations.NullMarked;
