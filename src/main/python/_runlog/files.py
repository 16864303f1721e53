"""The files that a process opens, seen by an audit hook. The hook cannot be taken out again, so it has to be cheap:
a path that was seen before costs one look-up."""

import os
import sys
import time

MOST = 20000
_NOISE = ("/proc/", "/sys/", "/dev/", "/etc/")
_NEW = os.O_TRUNC | os.O_EXCL
_NOISE_ENDS = (".py", ".pyc", ".so", ".pyi", ".pth", ".lock")


def listen(probe):
    seen = set()
    seen_written = set()
    counts = {}
    folders = {}
    quote = probe.load("values")["quote"]
    later, now = probe.later, time.time
    is_library = probe.is_library
    noise = _NOISE + (probe.events,)
    sent = 0
    heads = {}  # the beginning of the line for a file that is read, by folder; "" where it is noise
    stamped, stamp, until = 0.0, "", 0.0

    def opened(path, flags):
        if path is None:
            return
        if not flags & 3:
            read(path)
        elif sent < MOST:
            seen_written.add(path)
            if path[:1] != "/":
                path = os.path.join(os.getcwd(), path)
            if not is_noise(path, True):
                send(path, flags & 3 == os.O_RDWR and not flags & _NEW)

    def read(path):
        """The way of a data set of many files: each is seen for the first time."""
        nonlocal sent, stamped, stamp, until
        if sent >= MOST:
            count(path)
            return
        seen.add(path)
        if path[:1] != "/":
            path = os.path.join(os.getcwd(), path)
        folder, _, name = path.rpartition("/")
        head = heads.get(folder)
        if head is None:
            head = "" if is_noise_folder(folder + "/", False) else '{"e":"file","written":false,"path":"' + quote(folder + "/")[1:-1]
            if len(heads) < 10000:
                heads[folder] = head
        if not head or name.endswith(_NOISE_ENDS) or ".pyc." in name:
            return
        sent += 1
        time = now()
        if time - stamped > 0.002:
            stamped, stamp = time, ',"t":%.3f}\n' % time
        pending = probe.pending
        pending.append(head + quote(name)[1:] + stamp)
        if len(pending) >= 256 or probe.eager > 0 or time > until:
            until = time + 1
            later("")

    def send(path, read=False):
        nonlocal sent
        sent += 1
        later('{"e":"file","t":%.3f,"path":%s,"written":true%s}\n' % (now(), quote(path), ',"read":true' if read else ""))
        probe.moment()

    def count(path):
        folder = path.rpartition("/")[0]
        if folder in counts:
            counts[folder] += 1
        elif len(counts) < 1000:
            whole = path if path[:1] == "/" else os.path.join(os.getcwd(), path)
            counts[folder] = 0 if is_noise(whole, False) else 1

    def is_noise(path, written):
        folder = path.rpartition("/")[0]
        known = folders.get((folder, written))
        if known is None:
            known = is_noise_folder(folder + "/", written)
            if len(folders) < 10000:
                folders[folder, written] = known
        return known or path.endswith(_NOISE_ENDS) or ".pyc." in path

    def is_noise_folder(folder, written):
        if folder.startswith(noise) and not folder.startswith("/dev/shm/"):
            return True
        return "/.git/" in folder or "/__pycache__/" in folder or (not written and is_library(folder))

    def renamed(args):
        path = args[1] if type(args[1]) is str else decoded(args[1])
        path = os.path.join(os.getcwd(), path) if path is not None else own
        if sent < MOST and not is_noise(path, True):
            send(path)

    def connected(args):
        if type(args[0]) is str and not args[0].startswith((":", "file:")):
            opened(args[0], os.O_RDWR)

    def moved(args):
        seen.clear()
        seen_written.clear()

    def begun(args):
        """The interpreter has started: a `sitecustomize` that the program imports is its own, not the one that started us."""
        for name in ("sitecustomize", "usercustomize"):
            module = sys.modules.get(name)
            if str(getattr(module, "__file__", "")).startswith(probe.settings["here"] + os.sep):
                del sys.modules[name]

    handlers = {"os.rename": renamed, "sqlite3.connect": connected, "os.chdir": moved}
    handlers.update(dict.fromkeys(("cpython.run_" + what for what in ("file", "module", "command", "stdin")), begun))

    def hook(event, args):
        if event == "open":
            try:
                path, _, flags = args
                if path not in (seen_written if flags & 3 else seen) and not probe.stopped:
                    opened(path if type(path) is str else decoded(path), flags)
            except Exception:
                probe.errors += 1
        elif event in handlers and not probe.stopped:
            try:
                handlers[event](args)
            except Exception:
                probe.errors += 1

    def told():
        here = os.getcwd()
        opened = {os.path.join(here, folder): count for folder, count in counts.items() if count}
        if opened:
            probe.emit("folders", opened=probe.plain(opened))

    probe.at_exit(told)
    sys.addaudithook(hook)


def decoded(path):
    return os.fsdecode(path) if type(path) is bytes else None
