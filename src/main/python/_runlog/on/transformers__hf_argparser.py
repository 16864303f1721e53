"""The dataclasses that HfArgumentParser makes, from arguments, a dictionary, JSON or YAML."""


def attach(module, probe):
    options, objects = probe.load("options"), probe.load("objects")
    parser = getattr(module, "HfArgumentParser", None)

    def after(name):
        def parsed(frame, args, kwargs, result):
            given = args[1] if len(args) > 1 else kwargs.get("args")
            caller = options["outside"](frame, module.__name__, *options["homes"](probe, type(args[0])))
            main = probe.role == "main" and options["is_programs"](probe, caller)
            if name == "parse_args_into_dataclasses":
                main = main and options["of_command_line"](given)
            for value in result if type(result) is tuple else (result,):
                if type(value) is not dict and type(value) is not list:
                    objects["found"](probe, "HfArgumentParser", value, main, options["place"](caller))

        return parsed

    for name in ("parse_args_into_dataclasses", "parse_dict", "parse_json_file", "parse_yaml_file"):
        if hasattr(parser, name):
            probe.wrap(parser, name, after(name))
