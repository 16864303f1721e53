"""The namespace of a jsonargparse parser, nested as its groups and classes are; the options of the sub-command in use
stand beside the others, as on the command line. LightningCLI's parser is one of these."""

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

            def shape(mapping):
                return lifted(parser, tree(mapping))

            values = result if type(result) is dict else result.__dict__
            options["found"](probe, "jsonargparse", values, probe.guard(defaults, parser, values), main,
                             options["place"](caller), None if values is result else result, shape=shape)

        return parsed

    for name in _METHODS:
        if hasattr(jsonargparse.ArgumentParser, name):
            probe.wrap(jsonargparse.ArgumentParser, name, after(name), "options")


def tree(value, depth=0):
    """Nested namespaces and dictionaries of values, jsonargparse's paths as they were given."""
    kind = type(value)
    if depth > 12:
        return value
    if kind.__module__.startswith(("jsonargparse", "argparse")) and hasattr(value, "__dict__"):
        inner = value.__dict__
        if kind.__name__ == "Namespace":
            return tree(inner, depth + 1)
        return inner.get("_relative", inner.get("rel_path", inner.get("_rel_path", value)))
    if kind is dict:
        return {key: tree(item, depth + 1) for key, item in value.items() if key not in _OWN}
    if kind is list:
        return [tree(item, depth + 1) for item in value]
    return value


def subcommand(parser, mapping):
    """The chosen sub-command's name and parser."""
    for action in parser._actions:
        parsers = getattr(action, "_name_parser_map", None)
        if parsers and type(mapping.get(action.dest)) is str:
            return mapping[action.dest], parsers.get(mapping[action.dest])
    return None, None


def lifted(parser, mapping):
    name, inner = subcommand(parser, mapping)
    if inner is None or type(mapping.get(name)) is not dict:
        return mapping
    own = lifted(inner, mapping[name])
    out = {key: value for key, value in mapping.items() if key != name}
    out.update({key if key not in out else name + "." + key: value for key, value in own.items()})
    return out


def defaults(parser, mapping):
    out = {action.dest: tree(action.default) for action in parser._actions
           if type(action.dest) is str and action.dest != "==SUPPRESS==" and action.default != "==SUPPRESS=="
           and not hasattr(action, "_name_parser_map")}
    name, inner = subcommand(parser, mapping)
    if inner is not None:
        own = defaults(inner, getattr(mapping.get(name), "__dict__", {}))
        out.update({key if key not in out else name + "." + key: value for key, value in own.items()})
    return out
