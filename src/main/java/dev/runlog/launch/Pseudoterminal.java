package dev.runlog.launch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A terminal for the command's output, read by a [Tee] that writes to our real terminal.
///
/// It is for output only. Standard input and the controlling terminal stay the real ones, and the
/// command stays in our session and process group, so that Ctrl-C, Ctrl-Z, `fg`, `bg`, passwords
/// and hang-ups work by the kernel's own rules. Output passes it unchanged (no `\n` to `\r\n`):
/// the real terminal does that.
final class Pseudoterminal implements Stream {
  private final RandomAccessFile master;
  private final TerminalControl control;
  private final Path slave;
  private final Path log;
  private final Tee tee;
  private final int fd;
  private final int real;
  private final ModeMirror mirror;

  private Pseudoterminal(RandomAccessFile master, int fd, int real, Launch.Spec spec)
      throws IOException {
    this.master = master;
    this.fd = fd;
    this.real = real;
    this.log = spec.log();
    this.control = TerminalControl.get();
    this.slave = control.unlock(fd);
    control.copySize(real, fd);
    this.mirror = new ModeMirror(control, real, fd, master, slave);
    this.tee =
        control.withStandardInput(
            fd, () -> Tee.start(real, Redirect.INHERIT, spec.log(), spec.world()));
  }

  static Pseudoterminal open(int real, Launch.Spec spec) throws IOException {
    var before = Linux.masters();
    var master = new RandomAccessFile("/dev/ptmx", "rw");
    try {
      var fds = Linux.masters();
      fds.removeAll(before);
      return new Pseudoterminal(master, fds.iterator().next(), real, spec);
    } catch (IOException | RuntimeException e) {
      master.close();
      throw e;
    }
  }

  /// Takes over the real terminal's size; false if it is the same.
  boolean resize() {
    return control.copySize(real, fd);
  }

  @Override
  public Redirect sink() {
    return Redirect.appendTo(slave.toFile());
  }

  @Override
  public void release() {
    mirror.close();
  }

  @Override
  public void await(Duration atMost) throws InterruptedException {
    tee.await(atMost);
    try {
      master.close();
    } catch (IOException e) {
      // it only held a number
    }
  }

  /// The tee does not tell: on a terminal it always ends with an error, that of the last process
  /// leaving it.
  @Override
  public Optional<String> trouble() {
    if (!Files.isWritable(log)) {
      return Optional.of("the log cannot be written");
    }
    return log.toFile().getUsableSpace() == 0 ? Optional.of("the disk is full") : Optional.empty();
  }
}
