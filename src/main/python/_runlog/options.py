"""Options that a program has, however it came by them: sent at once, and again as far as the program changes them."""

import _weakref
import gc
import sys

_PLAIN = (type(None), bool, int, float, str)
MOST = 200  # results of one process
_state = {"found": 0, "job": 0}
_known = {}


def found(probe, origin, values, defaults=None, main=True, caller="", owner=None, look=None, guessed=False,
          sources=None, shape=dict):
    """Options in force: `origin` names what gave them (argparse, click ...), `main` whether they are the program's own.
    `owner` is looked at again while it lives: `look(owner)`, its `__dict__` where nothing is given, is its mapping of
    now; without an owner `values` are final. `sources` says more of where single ones came from (environment ...);
    `shape` makes what is recorded of a mapping."""
    if _state["found"] >= MOST:
        return None
    return Found(probe, number(), origin, values, defaults, main, caller, owner, look, guessed, sources, shape)


def note(values, prefix=""):
    """Remembers what has been said, flat, so that a library that is given the same values need not say them again."""
    for name, value in values.items():
        if type(value) is dict and value and len(_known) < 10000:
            note(value, prefix + name + ".")
        else:
            _known[prefix + name] = value


def is_news(key, value):
    if type(value) is dict and value and key not in _known:
        return any(is_news(key + "." + name, item) for name, item in value.items())
    known = _known.get(key, _known)
    return known != value or type(known) is not type(value)


def forget():
    _known.clear()
    _state["job"] += 1


def number():
    """A number for a new set of options of this process."""
    number = _state["found"]
    _state["found"] = number + 1
    return number


class Found:
    def __init__(self, probe, number, origin, values, defaults, main, caller, owner, look, guessed, sources, shape):
        self.probe, self.number, self.shape = probe, number, shape
        self.values = probe.plain(shape(values))
        self.mapping = look or attributes
        self.held = self.owner = None
        if main and not guessed:
            _state.setdefault("origins", set()).add(origin)
        fields = dict(n=number, origin=origin, main=main, values=self.values)
        if defaults is not None:
            fields["defaults"] = probe.plain(dict(defaults))
        if caller:
            fields["caller"] = caller
        if guessed:
            fields["guessed"] = True
        if sources:
            fields["sources"] = sources
        if main and not guessed:
            note(self.values)
        probe.emit("options", **fields)
        if owner is not None:
            self.follow(owner)

    def follow(self, owner):
        """The mapping dies with its owner, so we hold it only until then, and no longer than the garbage collector
        would if a cycle runs through it. An owner that cannot be watched, such as a dictionary, is held as long as it
        has only plain values."""
        try:
            self.owner = _weakref.ref(owner, self.died)
            held = self.mapping(owner)
            # a mapping made for us knows nothing of later changes
            self.held = held if self.mapping(owner) is held else None
        except TypeError:
            self.owner = lambda: owner
            self.held = owner
        if self.held is not None:
            gc.callbacks.append(self.collecting)
        self.probe.at_moment(self.look)

    def look(self):
        owner = self.owner() if self.owner is not None else None
        if owner is not None:
            self.changed(self.mapping(owner))

    def died(self, reference):
        values = self.held
        if values is not None:
            self.probe.guard(self.changed, values)
        self.release()

    def collecting(self, phase, info):
        values = self.held
        if phase == "start" and values is not None and not all(is_plain(value) for value in list(values.values())):
            self.probe.guard(self.changed, values)
            if type(self.owner) is not _weakref.ref:
                self.owner = None
            self.release()

    def release(self):
        self.held = None
        if self.collecting in gc.callbacks:
            gc.callbacks.remove(self.collecting)

    def changed(self, values):
        now = self.probe.plain(self.shape(values))
        news = changes(self.values, now)
        if news:
            self.values = now
            note(news)
            self.probe.emit("options", n=self.number, later=True, values=news)


def changes(was, now):
    """What of a tree of values is new or other than it was; 1, 1.0 and True are not the same."""
    out = {}
    for name, value in now.items():
        old = was.get(name)
        if type(value) is dict and type(old) is dict and value:
            inner = changes(old, value)
            if inner:
                out[name] = inner
        elif name not in was or old != value or type(old) is not type(value):
            out[name] = value
    return out


def attributes(owner):
    return owner.__dict__


def is_plain(value):
    kind = type(value)
    return kind in _PLAIN or (kind in (list, tuple) and len(value) < 100 and all(type(item) in _PLAIN for item in value))


def outside(frame, *inside):
    """The nearest caller that belongs to none of these modules or packages."""
    while frame.f_back is not None:
        name = frame.f_globals.get("__name__") or ""
        if name != "_runlog.wrapping" and not any(name == home or name.startswith(home + ".") for home in inside):
            break
        frame = frame.f_back
    return frame


def homes(probe, kind):
    """The modules that a parser's class comes from, as far as they are not the program itself."""
    own = kind.__module__
    out = [own] if own != "__main__" else []
    for base in type.__dict__["__mro__"].__get__(kind)[1:]:
        path = getattr(sys.modules.get(base.__module__), "__file__", None)
        if path and probe.is_library(path):
            out.append(base.__module__)
    return out


def place(frame):
    return "%s:%d" % (frame.f_code.co_filename, frame.f_lineno)


def of_command_line(given):
    """Whether the words that were parsed are words of the command line, in order."""
    if given is None:
        return True
    given = given.split() if type(given) is str else given
    rest = iter(sys.argv[1:])
    return all(any(word is have or word == have for have in rest) for word in list(given) if type(word) is str)


def is_programs(probe, caller):
    """Whether the caller is the program itself rather than a library that parses something for itself."""
    return is_own(probe, caller.f_globals.get("__name__") or "", caller.f_code.co_filename)


def is_own(probe, name, path):
    """Whether the module with this name and source file belongs to the program rather than to a library."""
    if name == "__main__" or not probe.is_library(path):
        return True
    main = sys.modules.get("__main__")
    package = name.partition(".")[0]
    spec = getattr(main, "__spec__", None)
    if spec is not None:
        return spec.name.partition(".")[0] == package
    # a console script: a few lines that import their function from the package
    scope = list(vars(main).values()) if main is not None else []
    return any((getattr(value, "__module__", None) or "").partition(".")[0] == package
               for value in scope if type(value).__name__ == "function")
