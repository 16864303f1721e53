"""The options that a program parsed with argparse, or with a parser that builds on it, with every default."""

_METHODS = ("parse_args", "parse_known_args", "parse_intermixed_args", "parse_known_intermixed_args")


def attach(argparse, probe):
    if probe.is_stdlib(argparse):
        listen(argparse, probe, argparse.ArgumentParser, _METHODS)


def listen(argparse, probe, kind, methods, origin="argparse", more=None):
    """Sends what these methods of a parser's class return; `more(parser, values)` has what a library can add to it."""
    options = probe.load("options")

    def after(frame, args, kwargs, result):
        parser = args[0]
        given = args[1] if len(args) > 1 else kwargs.get("args")
        namespace = result[0] if type(result) is tuple and result else result
        look, shape = reading(argparse, probe, parser, namespace)
        if look is None:
            return
        values = look(namespace)
        caller = options["outside"](frame, "argparse", *options["homes"](probe, type(parser)))
        main = probe.role == "main" and options["of_command_line"](given) and options["is_programs"](probe, caller)
        fields = {"defaults": defaults(argparse, parser, values)}
        fields.update(more(parser, values) if more is not None else {})
        options["found"](probe, origin, values, main=main, caller=options["place"](caller), owner=namespace, look=look,
                         shape=shape, **fields)

    for name in methods:
        probe.wrap(kind, name, after, "options")


def reading(argparse, probe, parser, namespace):
    """How to read a result: a namespace is all options, an object of the program's own has them among other things."""
    if isinstance(namespace, argparse.Namespace):
        return attributes, dict
    names = [action.dest for action in parser._actions]
    look = probe.load("values")["members"] if isinstance(namespace, dict) else attributes
    if not hasattr(namespace, "__dict__") or not any(name in look(namespace) for name in names):
        return None, None

    def shape(values):
        return {name: values[name] for name in names if name in values}

    return look, shape


def attributes(namespace):
    return namespace.__dict__


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
