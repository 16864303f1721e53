"""What simple_parsing returns: one dataclass, or a namespace with some."""


def attach(module, probe):
    options, objects = probe.load("options"), probe.load("objects")

    def parsed(frame, args, kwargs, result):
        value = result[0] if type(result) is tuple and result else result
        caller = options["outside"](frame, "simple_parsing", "argparse", *options["homes"](probe, type(args[0])))
        main = is_main(args[1] if len(args) > 1 else kwargs.get("args"), caller)
        objects["found"](probe, "simple_parsing", value, main, options["place"](caller), defaults=defaults(args[0], value))

    def parse(frame, args, kwargs, result):
        value = result[0] if type(result) is tuple and result else result
        caller = options["outside"](frame, "simple_parsing")
        main = is_main(args[2] if len(args) > 2 else kwargs.get("args"), caller)
        default = args[3] if len(args) > 3 else kwargs.get("default")
        given = {} if default is None else {"defaults": probe.load("values")["members"](default)}
        objects["found"](probe, "simple_parsing", value, main, options["place"](caller), **given)

    def is_main(given, caller):
        given = given.split() if type(given) is str else given
        return probe.role == "main" and options["of_command_line"](given) and options["is_programs"](probe, caller)

    def defaults(parser, namespace):
        out = {action.dest: action.default for action in parser._actions if type(action.default) is not str or
               action.default != "==SUPPRESS=="}
        for name, value in namespace.__dict__.items():
            out[name] = objects["defaults"](type(value)) or out.get(name)
        return out

    for name in ("parse_args", "parse_known_args"):
        probe.wrap(module.ArgumentParser, name, parsed)
    for name in ("parse", "parse_known_args"):
        if hasattr(module, name):
            probe.wrap(module, name, parse)
