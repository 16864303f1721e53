"""mmengine: a configuration made of a file and the files it is based on, and its later changes."""


def attach(module, probe):
    options, holders = probe.load("options"), probe.load("holders")

    def after(frame, args, kwargs, result):
        caller = options["outside"](frame, "mmengine", "mmcv")
        if probe.role == "main" and options["is_programs"](probe, caller):
            options["found"](probe, module.__name__.partition(".")[0], holders["tree"](result), caller=options["place"](caller),
                             owner=result, look=holders["tree"])

    probe.wrap(module.Config, "fromfile", after)
