/// From the command line, runlog.toml and the environment to a checked [dev.runlog.plan.Plan].
@NullMarked
package dev.runlog.plan;

import org.jspecify.annotations.NullMarked;
