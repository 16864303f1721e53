/// Parameters from the command line and from configuration files: start at
/// [dev.runlog.capture.config.ConfigFileSource].
@NullMarked
package dev.runlog.capture.config;

import org.jspecify.annotations.NullMarked;
