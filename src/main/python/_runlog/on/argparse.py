"""The options that a program parsed, with every default, and later the values that the program then really had."""

import _weakref
import gc
import sys

_METHODS = ("parse_args", "parse_known_args", "parse_intermixed_args", "parse_known_intermixed_args")
_PLAIN = (type(None), bool, int, float, str)
MOST_RESULTS = 20


def attach(argparse, probe):
    if not probe.is_stdlib(argparse):
        return
    results = []

    def after(frame, args, kwargs, result):
        if len(results) < MOST_RESULTS:
            results.append(Result(argparse, probe, len(results), frame, args, kwargs, result))

    for name in _METHODS:
        probe.wrap(argparse.ArgumentParser, name, after)


class Result:
    """One parsed command line: sent at once, and again as far as it changes."""

    def __init__(self, argparse, probe, number, frame, args, kwargs, result):
        parser = args[0]
        given = args[1] if len(args) > 1 else kwargs.get("args")
        namespace = result[0] if type(result) is tuple and result else result
        caller = outside(frame, parser)
        self.probe, self.number = probe, number
        self.values = self.held = self.namespace = None
        values = namespace.__dict__ if isinstance(namespace, argparse.Namespace) else None
        if values is None:
            return
        self.values = probe.plain(dict(values))
        probe.emit(
            "arguments",
            n=number,
            main=probe.role == "main" and of_command_line(given) and is_programs(caller, probe),
            caller="%s:%d" % (caller.f_code.co_filename, caller.f_lineno),
            values=self.values,
            defaults=probe.plain(defaults(argparse, parser, values)),
        )
        self.follow(namespace, values)

    def follow(self, namespace, values):
        """The dictionary dies with its namespace, so we hold it only until then, and no longer than the garbage
        collector would if a cycle runs through it."""
        self.held = values
        self.namespace = _weakref.ref(namespace, self.died)
        gc.callbacks.append(self.collecting)
        self.probe.at_moment(self.look)

    def look(self):
        namespace = self.namespace()
        if namespace is not None:
            self.changed(namespace.__dict__)

    def died(self, reference):
        values = self.held
        if values is not None:
            self.probe.guard(self.changed, values)
        self.release()

    def collecting(self, phase, info):
        values = self.held
        if phase == "start" and values is not None and not all(is_plain(value) for value in list(values.values())):
            self.probe.guard(self.changed, values)
            self.release()

    def release(self):
        self.held = None
        if self.collecting in gc.callbacks:
            gc.callbacks.remove(self.collecting)

    def changed(self, values):
        now = self.probe.plain(dict(values))
        was = self.values
        news = {name: value for name, value in now.items() if name not in was or was[name] != value or
                type(was[name]) is not type(value)}
        if news:
            self.values = now
            self.probe.emit("arguments", n=self.number, later=True, values=news)


def is_plain(value):
    kind = type(value)
    return kind in _PLAIN or (kind in (list, tuple) and len(value) < 100 and all(type(item) in _PLAIN for item in value))


def outside(frame, parser):
    """The first caller that does not belong to argparse or to the parser's own library."""
    home = type(parser).__module__
    inside = ("argparse",) if home == "__main__" else ("argparse", home)
    while frame.f_back is not None and frame.f_globals.get("__name__") in inside:
        frame = frame.f_back
    return frame


def of_command_line(given):
    """Whether the words that were parsed are words of the command line, in order."""
    if given is None:
        return True
    rest = iter(sys.argv[1:])
    return all(any(word is have or word == have for have in rest) for word in list(given) if type(word) is str)


def is_programs(caller, probe):
    """Whether the caller is the program itself rather than a library that parses something for itself."""
    name = caller.f_globals.get("__name__") or ""
    if name == "__main__" or not probe.is_library(caller.f_code.co_filename):
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


def defaults(argparse, parser, values):
    """Every default of a parser and of its sub-parsers in use, converted where that takes no code of the user's."""
    out = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                if values.get(action.dest, name) == name:
                    inner = defaults(argparse, inner, values)
                    if all(key in values for key in inner):
                        out.update(inner)
        elif action.default is not argparse.SUPPRESS and action.dest is not argparse.SUPPRESS:
            out[action.dest] = converted(action)
    for name, value in parser._defaults.items():
        out.setdefault(name, value)
    return out


def converted(action):
    value = action.default
    if type(value) is str and action.type in (int, float):
        try:
            return action.type(value)
        except ValueError:
            pass
    return value
