"""The parameters of each click command that is reached, with what gave them. They are seen when they have been parsed:
the program itself runs inside click, and would otherwise run inside this."""

_SOURCES = {"DEFAULT": "default", "DEFAULT_MAP": "default map", "ENVIRONMENT": "environment", "PROMPT": "prompt"}


def attach(core, probe):
    listen(core, probe, "click")


def listen(core, probe, origin):
    options = probe.load("options")

    def found(frame, context, values, **more):
        homes = options["homes"](probe, type(context.command))
        caller = options["outside"](frame, "click", "typer", *homes)
        main = probe.role == "main" and options["is_programs"](probe, caller)
        name = "typer" if any(home.startswith("typer.") for home in homes) else origin
        options["found"](probe, name, values, main=main, caller=options["place"](caller), shape=without_unset, **more)

    def parsed(frame, args, kwargs, result):
        context = args[1] if len(args) > 1 else kwargs["ctx"]
        if not context.resilient_parsing:
            found(frame, context, context.params, defaults=defaults(context), sources=sources(context))

    def forwarded(frame, args, kwargs, context):
        found(frame, context, {}, owner=context, look=parameters)

    probe.wrap(core.Command, "parse_args", parsed, "options")
    if hasattr(core.Context, "_make_sub_context"):
        probe.wrap(core.Context, "_make_sub_context", forwarded, "options")


def parameters(context):
    return context.params


def without_unset(mapping):
    return {name: None if type(value).__name__ == "Sentinel" else value for name, value in mapping.items()}


def sources(context):
    said = getattr(context, "_parameter_source", {})
    words = {name: _SOURCES.get(getattr(source, "name", None)) for name, source in said.items()}
    return {name: word for name, word in words.items() if word and name in context.params}


def defaults(context):
    """For click 7, which does not say what gave a value."""
    if getattr(context, "_parameter_source", None):
        return None
    return {parameter.name: parameter.default for parameter in context.command.params}
