/// What a JVM program calls to record itself, or to say more than can be observed.
@NullMarked
package dev.runlog.library;

import org.jspecify.annotations.NullMarked;
