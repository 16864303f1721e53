"""What ConfigArgParse made of the command line, the environment and its files, and which of them gave each value."""

_WORDS = {"defaults": "default", "environment_variables": "environment"}


def attach(configargparse, probe):
    options = probe.load("options")

    def after(frame, args, kwargs, result):
        parser = args[0]
        given = args[1] if len(args) > 1 else kwargs.get("args")
        given = given.split() if type(given) is str else given
        namespace = result[0] if type(result) is tuple and result else result
        caller = options["outside"](frame, "configargparse", "argparse", *options["homes"](probe, type(parser)))
        main = probe.role == "main" and options["of_command_line"](given) and options["is_programs"](probe, caller)
        argparse = probe.load("on/argparse")
        options["found"](probe, "ConfigArgParse", namespace.__dict__, argparse["defaults"](parser, namespace.__dict__), main,
                         options["place"](caller), namespace, sources=sources(parser))

    for name in ("parse_args", "parse_known_args"):
        probe.wrap(configargparse.ArgumentParser, name, after)


def sources(parser):
    """By destination: the settings are kept by what gave them, a file under `config_file|<its name>`."""
    out = {}
    for source, settings in parser._source_to_settings.items():
        kind, _, file = source.partition("|")
        for action, value in settings.values():
            if action is not None and kind != "command_line":
                out[action.dest] = _WORDS.get(kind, file or kind)
    return out
