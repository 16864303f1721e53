/// Runs as text and Markdown. Start at [dev.runlog.render.Ending].
@NullMarked
package dev.runlog.render;

import org.jspecify.annotations.NullMarked;
