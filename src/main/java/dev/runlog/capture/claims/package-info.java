/// What other tools say which bytes data is made of: one file a tool. Start at
/// [dev.runlog.capture.claims.Claims].
@NullMarked
package dev.runlog.capture.claims;

import org.jspecify.annotations.NullMarked;
