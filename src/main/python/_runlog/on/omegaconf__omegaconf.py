"""Configurations that a program makes with OmegaConf itself: what it merges, and as a guess what it loads."""


def attach(module, probe):
    options, holders = probe.load("options"), probe.load("holders")
    references = probe.load("references")

    def content(config):
        return vars(config)["_content"]

    def shape(nodes):
        return references["referred"](holders["tree"](dict(nodes)))

    def observe(name, guessed):
        def after(frame, args, kwargs, result):
            caller = options["outside"](frame, "omegaconf")
            if type(result).__name__ != "DictConfig" or probe.role != "main" or not options["is_programs"](probe, caller):
                return
            if type(content(result)) is dict and content(result):
                options["found"](probe, "omegaconf", content(result), caller=options["place"](caller), owner=result,
                                 look=content, guessed=guessed, shape=shape)

        if callable(getattr(module.OmegaConf, name, None)):
            probe.wrap(module.OmegaConf, name, after)

    observe("load", True)
    observe("structured", True)
    observe("merge", False)
    observe("from_cli", False)
