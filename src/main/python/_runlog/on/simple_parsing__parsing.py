"""What simple_parsing returns: a namespace with dataclasses, or one dataclass."""

import sys


def attach(module, probe):
    options, objects = probe.load("options"), probe.load("objects")

    def more(parser, values):
        fields = probe.load("on/argparse")["defaults"](sys.modules["argparse"], parser, values)
        declared = {name: objects["defaults"](type(value)) for name, value in values.items()}
        fields.update({name: inner for name, inner in declared.items() if inner})
        return {"defaults": fields}

    def parsed(frame, args, kwargs, result):
        value = result[0] if type(result) is tuple and result else result
        caller = options["outside"](frame, "simple_parsing")
        given = args[2] if len(args) > 2 else kwargs.get("args")
        main = probe.role == "main" and options["of_command_line"](given) and options["is_programs"](probe, caller)
        default = args[3] if len(args) > 3 else kwargs.get("default")
        fields = {} if default is None else {"defaults": probe.load("values")["members"](default)}
        objects["found"](probe, "simple_parsing", value, main, options["place"](caller), **fields)

    listen = probe.load("on/argparse")["listen"]
    names = ("parse_args", "parse_known_args")
    listen(sys.modules["argparse"], probe, module.ArgumentParser, names, "simple_parsing", more)
    for name in ("parse", "parse_known_args"):
        if hasattr(module, name):
            probe.wrap(module, name, parsed, "options")
