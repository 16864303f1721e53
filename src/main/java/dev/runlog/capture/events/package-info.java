/// What a program of any language says itself, through the file that RUNLOG_EVENTS names.
@NullMarked
package dev.runlog.capture.events;

import org.jspecify.annotations.NullMarked;
