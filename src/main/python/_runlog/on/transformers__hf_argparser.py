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
                if hasattr(type(value), "__dataclass_fields__"):
                    fields = defaults(args[0], value)
                    objects["found"](probe, "HfArgumentParser", value, main, options["place"](caller), defaults=fields)

        return parsed

    def defaults(parser, value):
        """As the class declares them, and where it makes them, or words them otherwise, as the parser has them."""
        out = {action.dest: action.default for action in parser._actions}
        declared, members = objects["defaults"](type(value)), value.__dict__
        out.update({name: item for name, item in declared.items() if name not in out or members.get(name) is item})
        for name, item in out.items():
            # of an enum argparse makes the word that was its value
            if type(members.get(name)) is str and getattr(item, "__dict__", {}).get("_value_") == members[name]:
                out[name] = members[name]
        return out

    for name in ("parse_args_into_dataclasses", "parse_dict", "parse_json_file", "parse_yaml_file"):
        if hasattr(parser, name):
            probe.wrap(parser, name, after(name), "options")
