"""The dataclass that pyrallis makes."""


def attach(module, probe):
    listen(module, probe, "pyrallis")


def listen(module, probe, origin, tree=None):
    options, objects = probe.load("options"), probe.load("objects")

    def after(frame, args, kwargs, result):
        given = args[1] if len(args) > 1 else kwargs.get("args")
        value = result[0] if type(result) is tuple and result else result
        caller = options["outside"](frame, origin)
        main = probe.role == "main" and options["of_command_line"](given) and options["is_programs"](probe, caller)
        objects["found"](probe, origin, value, main, options["place"](caller), tree=tree)

    for name in ("parse_args", "parse_known_args"):
        probe.wrap(module.ArgumentParser, name, after, "options")
