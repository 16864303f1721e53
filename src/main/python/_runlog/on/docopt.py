"""What docopt understood, under the names that options have elsewhere: `batch_size` for `--batch-size`."""


def attach(docopt, probe):
    options = probe.load("options")

    def after(frame, args, kwargs, result):
        caller = options["outside"](frame, "docopt")
        given = args[1] if len(args) > 1 else kwargs.get("argv")
        main = probe.role == "main" and options["of_command_line"](given) and options["is_programs"](probe, caller)
        doc = args[0] if args else kwargs.get("doc", kwargs.get("docstring"))
        options["found"](probe, "docopt", result, probe.guard(defaults, docopt, doc), main, options["place"](caller),
                         result, same, shape=named)

    probe.wrap(docopt, "docopt", after, "options")


def same(result):
    return result


def named(result):
    out = {}
    for key in dict.__iter__(result):
        name = key.strip("-<>").replace("-", "_") if type(key) is str else key
        out[key if name in out else name] = dict.__getitem__(result, key)
    return out


def defaults(docopt, doc):
    """Every option that the text describes, with its default."""
    if hasattr(docopt, "parse_defaults"):
        found = docopt.parse_defaults(doc)
    elif hasattr(docopt, "parse_docstring_sections"):  # docopt-ng
        parts = docopt.parse_docstring_sections(doc)
        found = docopt.parse_options(parts.before_usage) + docopt.parse_options(parts.after_usage)
    else:
        found = []
    return named({option.name: option.value for option in found})
