"""The namespace of a jsonargparse parser, nested as its groups and classes are. LightningCLI's parser is one."""

_METHODS = ("parse_args", "parse_object", "parse_path", "parse_string", "parse_env")
_OWN = ("__default_config__", "__path__", "__orig__")


def attach(jsonargparse, probe):
    options = probe.load("options")

    def after(name):
        def parsed(frame, args, kwargs, result):
            parser = args[0]
            given = args[1] if len(args) > 1 else kwargs.get("args")
            caller = options["outside"](frame, "jsonargparse", *options["homes"](probe, type(parser)))
            main = probe.role == "main" and options["is_programs"](probe, caller)
            if name == "parse_args":
                main = main and options["of_command_line"](given)
            options["found"](probe, "jsonargparse", result.__dict__, probe.guard(defaults, parser), main,
                             options["place"](caller), result, shape=tree)

        return parsed

    for name in _METHODS:
        if hasattr(jsonargparse.ArgumentParser, name):
            probe.wrap(jsonargparse.ArgumentParser, name, after(name))


def tree(value, depth=0):
    """Nested namespaces and dictionaries of values, jsonargparse's paths as they were given."""
    kind = type(value)
    if depth > 12:
        return value
    if kind.__module__.startswith("jsonargparse"):
        inner = value.__dict__
        if kind.__name__ == "Namespace":
            return tree(inner, depth + 1)
        return inner.get("_relative", inner.get("rel_path", inner.get("_rel_path", value)))
    if kind is dict:
        return {key: tree(item, depth + 1) for key, item in value.items() if key not in _OWN}
    if kind is list:
        return [tree(item, depth + 1) for item in value]
    return value


def defaults(parser, prefix=""):
    out = {}
    for action in parser._actions:
        parsers = getattr(action, "_name_parser_map", None)
        if parsers:
            for name, inner in parsers.items():
                out.update(defaults(inner, prefix + name + "."))
        elif type(action.dest) is str and action.dest != "==SUPPRESS==" and action.default != "==SUPPRESS==":
            out[prefix + action.dest] = tree(action.default)
    return out
