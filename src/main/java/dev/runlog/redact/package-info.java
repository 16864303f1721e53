/// What is a secret, and how it is masked: start at [dev.runlog.redact.Redactor].
@NullMarked
package dev.runlog.redact;

import org.jspecify.annotations.NullMarked;
