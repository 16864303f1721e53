"""What ConfigArgParse made of the command line, the environment and its files, and which of them gave each value."""

_WORDS = {"defaults": "default", "environment_variables": "environment"}


def attach(configargparse, probe):
    def more(parser, values):
        return {"sources": sources(parser)}

    listen = probe.load("on/argparse")["listen"]
    names = ("parse_args", "parse_known_args")
    listen(configargparse.argparse, probe, configargparse.ArgumentParser, names, "ConfigArgParse", more)


def sources(parser):
    """By destination: the settings are kept by what gave them, a file under `config_file|<its name>`."""
    out = {}
    for source, settings in parser._source_to_settings.items():
        kind, _, file = source.partition("|")
        for action, value in settings.values():
            if action is not None and kind != "command_line":
                out[action.dest] = _WORDS.get(kind, file or kind)
    return out
