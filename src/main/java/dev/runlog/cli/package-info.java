/// The command line: start at [dev.runlog.cli.Main]; one file per command.
@NullMarked
package dev.runlog.cli;

import org.jspecify.annotations.NullMarked;
