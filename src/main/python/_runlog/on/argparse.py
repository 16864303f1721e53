"""The options that a program parsed with argparse, or with a parser that builds on it, with every default."""

_METHODS = ("parse_args", "parse_known_args", "parse_intermixed_args", "parse_known_intermixed_args")


def attach(argparse, probe):
    if not probe.is_stdlib(argparse):
        return
    options = probe.load("options")

    def after(frame, args, kwargs, result):
        parser = args[0]
        given = args[1] if len(args) > 1 else kwargs.get("args")
        namespace = result[0] if type(result) is tuple and result else result
        if not isinstance(namespace, argparse.Namespace):
            return
        caller = options["outside"](frame, "argparse", *options["homes"](probe, type(parser)))
        main = probe.role == "main" and options["of_command_line"](given) and options["is_programs"](probe, caller)
        values = namespace.__dict__
        options["found"](probe, "argparse", values, defaults(argparse, parser, values), main, options["place"](caller), namespace)

    for name in _METHODS:
        probe.wrap(argparse.ArgumentParser, name, after)


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
