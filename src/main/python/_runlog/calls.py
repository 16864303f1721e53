"""What a call was given, told from the code of the function alone, and who made it."""

import sys


def unwrapped(function):
    for _ in range(20):
        function = getattr(function, "__func__", function)
        inner = getattr(function, "__wrapped__", None)
        if inner is None:
            break
        function = inner
    return function


def names(function):
    """The names of a function's arguments and the defaults of those that have one."""
    function = unwrapped(function)
    code = getattr(function, "__code__", None)
    if code is None:
        return (), {}
    count = code.co_argcount
    positional = code.co_varnames[:count]
    given = function.__defaults__ or ()
    defaults = dict(zip(positional[count - len(given):], given))
    defaults.update(function.__kwdefaults__ or {})
    return positional, defaults


_TAKES_MORE = 4  # the flag of a function with *args


def bound(function, args, kwargs):
    """The arguments of a call by name, defaults included, and the defaults."""
    positional, defaults = names(function)
    code = getattr(unwrapped(function), "__code__", None)
    if code is not None and len(args) > len(positional) and not code.co_flags & _TAKES_MORE:
        # a decorator passes them on by keyword, as arguments that were positional once
        positional = code.co_varnames[:code.co_argcount + code.co_kwonlyargcount]
    values = dict(defaults)
    values.update(zip(positional, args))
    values.update(kwargs)
    return values, defaults


def simple(values):
    """The values that say something as text: no data, models or callbacks."""
    return {name: value for name, value in values.items() if is_simple(value)}


def is_simple(value, depth=0):
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return True
    if kind in (list, tuple, set, frozenset):
        return len(value) <= 100 and depth < 3 and all(is_simple(item, depth + 1) for item in value)
    if kind is dict:
        return len(value) <= 100 and depth < 3 and all(is_simple(item, depth + 1) for item in value.values())
    home = kind.__module__
    return home in ("pathlib", "pathlib._local") or (home == "numpy" and hasattr(kind, "itemsize") and kind.__name__ != "ndarray") \
        or (kind.__name__ in ("function", "type", "builtin_function_or_method") and kind.__module__ == "builtins")


def maker(probe, frame, kind, *inside):
    """The user's own code that makes an object of this class, seen from inside of its constructors, else None."""
    codes = {getattr(unwrapped(base.__dict__["__init__"]), "__code__", None) for base in kind.__mro__ if "__init__" in base.__dict__}
    while frame is not None:
        name = frame.f_globals.get("__name__") or ""
        if frame.f_code not in codes and not name.startswith("_runlog.") and name.partition(".")[0] not in inside:
            break
        frame = frame.f_back
    return None if frame is None or probe.is_library(frame.f_code.co_filename) else frame


_assigned = {}


def assigned(frame):
    """The name that the value of the call under way in a frame is about to get, or "". Uses the dis module where the
    program has it."""
    place = frame.f_code, frame.f_lasti
    if place not in _assigned:
        _assigned[place] = "" if len(_assigned) > 500 or "dis" not in sys.modules else looked_up(frame, sys.modules["dis"])
    return _assigned[place]


def looked_up(frame, dis):
    code, after = frame.f_code, False
    loads = 0
    for step in dis.get_instructions(code):
        if after and step.opname not in ("CACHE", "EXTENDED_ARG", "PRECALL", "CALL"):
            if step.opname.startswith(("STORE_FAST", "STORE_NAME", "STORE_GLOBAL", "STORE_DEREF", "STORE_ATTR")):
                name = step.argval[0] if type(step.argval) is tuple else step.argval
                return name if type(name) is str else ""
            loads += 1
            if not step.opname.startswith("LOAD_") or loads > 2:
                return code.co_name if step.opname == "RETURN_VALUE" else ""
        after = after or step.offset == frame.f_lasti
    return ""


def argument(frame):
    """The one argument of the call under way in a frame, where it is a constant, a name or an attribute; else None. For
    classes that cannot be watched but call something that can. Uses the dis module where the program has it."""
    place = frame.f_code, frame.f_lasti
    if place not in _arguments:
        _arguments[place] = () if len(_arguments) > 500 or "dis" not in sys.modules else path(frame, sys.modules["dis"])
    value = None
    for kind, name in _arguments[place]:
        if kind == "constant":
            value = name
        elif kind == "attribute":
            value = getattr(value, "__dict__", {}).get(name)
        else:
            value = frame.f_locals.get(name, frame.f_globals.get(name))
    return value


_arguments = {}
_NO_STEP = ("CACHE", "EXTENDED_ARG", "PRECALL", "KW_NAMES", "PUSH_NULL", "NOP", "RESUME")


def path(frame, dis):
    """How the argument is reached: a constant or a name, then attributes."""
    before = []
    for step in dis.get_instructions(frame.f_code):
        if step.offset == frame.f_lasti:
            break
        if step.opname not in _NO_STEP:
            before.append(step)
    if not step.opname.startswith("CALL") or step.arg != 1:
        return ()
    if "KW" in step.opname and type(before[-1].argval) is tuple:
        before.pop()
    way = []
    while before[-1].opname == "LOAD_ATTR":
        way.append(("attribute", before.pop().argval))
    name, value = before[-1].opname, before[-1].argval
    if name in ("LOAD_CONST", "LOAD_SMALL_INT"):
        way.append(("constant", value))
    elif name.startswith(("LOAD_FAST", "LOAD_NAME", "LOAD_GLOBAL", "LOAD_DEREF")):
        way.append(("name", value[-1] if type(value) is tuple else value))
    else:
        return ()
    return way[::-1]


_PARTS = (("train", ("train", "trn", "training")), ("val", ("val", "valid", "validation", "dev", "eval")), ("test", ("test", "testing")))


def part(probe, name):
    """Which part of the data a name speaks of: train, val, test, or ""."""
    if type(name) is not str:
        return ""
    words = [word.rstrip("0123456789") for word in probe.load("values")["words"](name)]
    words += [word.rpartition(end)[0] for word in words for end in ("loader", "set", "dataset", "ds", "dl", "data") if word.endswith(end)]
    found = {kind for kind, spellings in _PARTS for word in words if word in spellings}
    return found.pop() if len(found) == 1 else ""


class Parameters:
    """Values that a library was given bit by bit, as one set of options. What stands in another set with the same value
    is not said again."""

    def __init__(self, probe, origin):
        self.probe, self.origin = probe, origin
        self.options = probe.load("options")
        self.number = self.options["number"]()
        self.sent = 0

    def add(self, values, defaults=None, caller=""):
        if self.probe.role != "main" or self.sent > 2000:
            return
        values, is_news = self.probe.plain(values), self.options["is_news"]
        news = {key: value for key, value in values.items() if is_news(key, value)}
        if not news:
            return
        self.sent += len(news)
        self.options["note"](news)
        fields = dict(n=self.number, origin=self.origin, main=True, values=news)
        if defaults:
            defaults = self.probe.plain(defaults)
            fields["defaults"] = {key: defaults[key] for key in news if key in defaults}
        if caller:
            fields["caller"] = caller
        self.probe.emit("options", **fields)
