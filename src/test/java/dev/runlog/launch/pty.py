"""Runs a command under a pseudo-terminal: pty.py ROWSxCOLS JSON-list of [wait-for, send] -- COMMAND.

Prints what the terminal showed; exits with the command's code, or 99 after a minute. A `send` of
"resize:ROWSxCOLS" changes the window, "kill:N" sends signal N to the command.
"""
import fcntl, json, os, select, struct, sys, termios, time

sys.path.pop(0)  # this file is named like the module
import pty


def size(fd, text):
    rows, cols = text.split("x")
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", int(rows), int(cols), 0, 0))


steps = json.loads(sys.argv[2])
go_read, go_write = os.pipe()
pid, fd = pty.fork()
if pid == 0:
    os.read(go_read, 1)
    os.execvp(sys.argv[4], sys.argv[4:])
size(fd, sys.argv[1])
os.write(go_write, b"x")
seen, mark, deadline = b"", 0, time.time() + 60
while time.time() < deadline:
    if select.select([fd], [], [], 0.05)[0]:
        try:
            data = os.read(fd, 65536)
        except OSError:
            break
        if not data:
            break
        seen += data
    while steps and steps[0][0].encode() in seen[mark:]:
        wait, send = steps.pop(0)
        mark = seen.index(wait.encode(), mark) + len(wait.encode())
        if send.startswith("resize:"):
            size(fd, send[7:])
        elif send.startswith("kill:"):
            os.kill(pid, int(send[5:]))
        else:
            os.write(fd, send.encode())
else:
    os.kill(pid, 9)
    sys.stdout.buffer.write(seen)
    sys.exit(99)
sys.stdout.buffer.write(seen)
sys.stdout.flush()
status = os.waitpid(pid, 0)[1]
sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
