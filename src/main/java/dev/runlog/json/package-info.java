/// The written form of a record: start at [dev.runlog.json.Json].
@NullMarked
package dev.runlog.json;

import org.jspecify.annotations.NullMarked;
