"""Configurations that a program makes with OmegaConf itself: what it merges, and as a guess what it loads."""


def attach(module, probe):
    options, holders = probe.load("options"), probe.load("holders")
    references = probe.load("references")

    def values(config):
        found = holders["tree"](config)
        return references["referred"](found) if type(found) is dict else {}

    def observe(name, guessed):
        def after(frame, args, kwargs, result):
            caller = options["outside"](frame, "omegaconf")
            if type(result).__name__ != "DictConfig" or probe.role != "main" or not options["is_programs"](probe, caller):
                return
            found = values(result)
            if found:
                options["found"](probe, "omegaconf", found, caller=options["place"](caller), owner=result, look=values, guessed=guessed)

        if callable(getattr(module.OmegaConf, name, None)):
            probe.wrap(module.OmegaConf, name, after)

    observe("load", True)
    observe("structured", True)
    observe("merge", False)
    observe("from_cli", False)
