"""What Python Fire passes to each function and class that it calls, defaults included. Seen when the words have been
parsed, because the program itself runs inside Fire."""


def attach(core, probe):
    options = probe.load("options")

    def parsed(frame, args, kwargs, result):
        names, defaults, keywords = args[0], args[1], result[1]
        spec = frame.f_locals.get("fn_spec")
        values = dict(zip(names, result[0]))
        keyword_defaults = dict(getattr(spec, "kwonlydefaults", None) or {})
        values.update(keyword_defaults)
        values.update(keywords)
        if getattr(spec, "varargs", None):
            values[spec.varargs] = [core._ParseValue(word, None, None, args[5]) for word in result[2]]
        keyword_defaults.update(zip(names[len(names) - len(defaults or ()) :], defaults or ()))
        caller = options["outside"](frame, "fire")
        main = probe.role == "main" and options["is_programs"](probe, caller)
        if values:
            options["found"](probe, "fire", values, keyword_defaults, main, options["place"](caller))

    probe.wrap(core, "_ParseArgs", parsed, "options")
