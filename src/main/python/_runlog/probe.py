"""The core of the probe: one `Probe` for each Python process of a run. docs/reference/probe-events.md has the rules.

Nothing of the probe is in `sys.modules` or on `sys.path`; its files are loaded by `Probe.load`. Only modules that every
interpreter has loaded or built in are imported here: a user's file of the same name must never be run instead.
"""

import atexit
import gc  # now, while no finder of the program's own sees it
import os
import sys
import time

FILE_LIMIT = 32 << 20
EAGER = 100  # lines are not kept at first: a worker may be killed at any moment
monotonic = time.monotonic
_load = sys.modules["_frozen_importlib_external"].SourceFileLoader  # a program may empty sys.modules
_name_code = sys.modules["_imp"]._fix_co_filename
_APPEND = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_STDLIB = os.path.dirname(os.__file__) + os.sep


class Probe:
    """What the files under `on/` work with: `emit`, `metric`, `wrap`, `plain`, `at_exit`, `at_moment`."""

    def __init__(self, home, events, settings):
        self.home = home
        self.events = events
        self.settings = settings
        self.role = "main"
        self.errors = 0
        self.dropped = 0
        self.written = 0
        self.stopped = False
        self.announced = False
        self.path = ""
        self.cwd = ""
        self.pending = []
        self.flushed = 0.0
        self.eager = EAGER
        self.exits = []
        self.moments = []
        self.moments_left = 8
        self.in_moment = False
        self.job = None
        self.measured = False
        self.loaded = {}

    def load(self, name):
        """The names of one of the probe's own files, which has this function as `load`."""
        scope = self.loaded.get(name)
        if scope is None:
            scope = {"__name__": "_runlog." + name.replace("/", "."), "load": self.load}
            quiet, sys.dont_write_bytecode = sys.dont_write_bytecode, False  # it is our own cache folder
            try:
                code = _load(scope["__name__"], os.path.join(self.home, name + ".py")).get_code(scope["__name__"])
            finally:
                sys.dont_write_bytecode = quiet
            # with a name like this, and no __file__, it is no code of the program to coverage, trace and their kin
            _name_code(code, "<runlog>/" + name + ".py")
            exec(code, scope)
            self.loaded[name] = scope
        return scope

    def guard(self, work, *args):
        """Runs `work`; a failure is counted and goes no further."""
        try:
            return work(*args)
        except RecursionError:
            self.errors += 1
            if sys.version_info < (3, 9):
                raise  # Python 3.8 aborts when it is not told
        except Exception:
            self.errors += 1
        return None

    def emit(self, kind, **fields):
        """Writes an event, and everything that waits, at once."""
        try:
            if kind == "job":
                self.load("options")["forget"]()  # each job of a process has its own options
            fields = dict(e=kind, t=time.time(), **fields)
            self.write(self.load("values")["json"](fields) + "\n", kind == "exit")
        except RecursionError:
            self.errors += 1
            if sys.version_info < (3, 9):
                raise
        except Exception:
            self.errors += 1

    def later(self, line):
        """Keeps a finished line until the next event, or until there are many."""
        self.pending.append(line)
        self.eager -= 1
        if self.eager > 0 or len(self.pending) >= 256 or monotonic() > self.flushed + 1:
            self.flushed = monotonic()
            self.guard(self.write, "")

    def metric(self, name, value, step=None, source="python", device=False):
        """A point of a metric, as the program itself gave it to `source`; what is not one number is passed over."""
        if type(value) is not float or type(step) is not int:
            number = self.load("values")["number"]
            value, step = number(value, device), number(step)
        if type(name) is not str or value is None or self.stopped:
            return
        if not self.measured:
            self.measured = True
            self.moment()
        self.load("series")["keep"](self, name[:200], value, step, source)

    def write(self, text, last=False):
        if self.stopped:
            return
        lines = []
        while self.pending:
            try:
                lines.append(self.pending.pop(0))
            except IndexError:
                break
        data = ("".join(lines) + text).encode()
        if not data:
            return
        if self.written + len(data) > FILE_LIMIT and not last:
            self.dropped += data.count(b"\n")
            return
        if not self.announced:
            self.announced = True
            self.guard(self.load("process")["announce"], self)
        try:
            # a file that somebody has deleted is not made again
            fd = os.open(self.path, _APPEND if self.written else _APPEND | os.O_CREAT, 0o600)
            try:
                self.written += len(data)
                self.stopped = os.write(fd, data) != len(data)
            finally:
                os.close(fd)
        except OSError:
            self.stopped = True

    def plain(self, value, name=""):
        """A value as JSON can hold it, secrets masked; runs no code of the user's."""
        return self.load("values")["plain"](value, name, self.settings.get("redact", "").split(","))

    def wrap(self, owner, name, after, group="inside", before=None, swap=False):
        """Replaces `owner.name` so that `after(frame, args, kwargs, result)` sees each outermost call that worked."""
        self.load("wrapping")["wrap"](self, owner, name, after, group, before, swap)

    def is_library(self, path):
        """Whether a source file belongs to the standard library or to an installed package."""
        return path.startswith((_STDLIB, "<frozen", "<runlog>", self.home)) or "site-packages" in path or "dist-packages" in path

    def is_stdlib(self, module):
        path = getattr(module, "__file__", None) or ""
        return path.startswith(_STDLIB) and "site-packages" not in path and "dist-packages" not in path

    def site(self, frame):
        """file:line of the nearest caller that is the user's own code, else of the direct caller."""
        nearest, look, steps = frame, frame, 0
        while look is not None and steps < 40:
            if not self.is_library(look.f_code.co_filename):
                nearest = look
                break
            look, steps = look.f_back, steps + 1
        return "%s:%d" % (nearest.f_code.co_filename, nearest.f_lineno)

    def at_exit(self, work):
        self.exits.append(work)

    def at_moment(self, work):
        """Runs `work` at exit, and before that whenever the program has visibly moved on."""
        self.moments.append(work)

    def moment(self):
        if self.moments and self.moments_left > 0 and not self.in_moment:
            self.moments_left -= 1
            self.in_moment = True  # what is read and written for it is none
            try:
                for work in list(self.moments):
                    self.guard(work)
            finally:
                self.in_moment = False

    def exit(self):
        """Writes what is known only now. Called by atexit, and by multiprocessing before a worker ends."""
        if self.announced and not self.stopped:
            self.guard(lambda: self.load("ending")["report"](self))

    def in_child(self):
        """After a fork: the parent's lines are the parent's, and the child is silent until it has something to say."""
        self.pending = []
        self.eager = EAGER
        self.announced = False
        self.role = "fork"
        self.errors = self.dropped = self.written = 0

    def watch(self):
        """Attaches the files under `on/` to their modules: `numpy__random.py` when `numpy.random` was imported."""
        names = [name[:-3] for name in os.listdir(os.path.join(self.home, "on")) if name.endswith(".py")]
        finder = Finder(self, {name.replace("__", "."): name for name in names})
        for module in list(finder.targets):
            loaded = sys.modules.get(module)
            if loaded is not None and not getattr(getattr(loaded, "__spec__", None), "_initializing", False):
                finder.attach(module, loaded)
        sys.meta_path.insert(0, finder)

    def attach(self, name, module):
        try:
            self.load("on/" + name)["attach"](module, self)
        except Exception:
            self.errors += 1
            known = name.replace("__", ".")
            if self.is_library(getattr(module, "__file__", None) or ""):
                self.emit("gap", field="python", why="this version of " + known + " is not known, and not seen into")


class Finder:
    """Tells when a watched module has been imported. It finds nothing itself: the other finders do, and the loader
    that they give runs as always."""

    def __init__(self, probe, targets):
        self.probe = probe
        self.targets = targets

    def find_spec(self, name, path=None, target=None):
        if name not in self.targets:
            return None
        try:
            return self.listen(name, path, target)
        except Exception:
            self.probe.errors += 1
            return None

    def listen(self, name, path, target):
        # those before us have been asked already
        for finder in sys.meta_path[sys.meta_path.index(self) + 1 :]:
            find = getattr(finder, "find_spec", None)
            spec = find(name, path, target) if find is not None else None
            if spec is not None:
                break
        else:
            return None
        loader = spec.loader
        if isinstance(loader, type) or not hasattr(loader, "exec_module") or not hasattr(loader, "__dict__"):
            return spec
        finder = self

        def exec_module(module):
            loader.__dict__.pop("exec_module", None)
            loader.exec_module(module)
            if module.__name__ == name:
                finder.attach(name, module)

        # Python takes the frames of its import system out of the traceback of a module that fails, and this one with them
        exec_module.__code__ = exec_module.__code__.replace(co_filename="<frozen importlib._bootstrap>")
        loader.exec_module = exec_module
        return spec

    def attach(self, name, module):
        file = self.targets.pop(name, None)
        if file is not None:
            self.probe.guard(self.probe.attach, file, module)


def start(settings):
    """Called once by sitecustomize, before the program."""
    probe = Probe(settings["probe"], settings["events"], settings)
    process = probe.load("process")
    process["begin"](probe)
    if probe.stopped or probe.role == "helper":
        return
    probe.cwd = process["cwd"]()
    probe.watch()
    if process["program"](process["words"]())[0] != "-c":  # a text of its own, to be read at the end
        probe.at_moment(lambda: probe.load("constants")["look"](probe))
        probe.at_exit(lambda: probe.load("constants")["end"](probe))
    if settings.get("files") == "1" and sys.version_info >= (3, 9):
        probe.load("files")["listen"](probe)
    atexit.register(probe.exit)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=probe.in_child)
