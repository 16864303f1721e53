"""yacs: a configuration that was merged from files or options, or frozen, and its later changes."""


def attach(module, probe):
    options, holders = probe.load("options"), probe.load("holders")
    known = []

    def after(frame, args, kwargs, result):
        config = args[0]
        caller = options["outside"](frame, "yacs", "fvcore", "detectron2")
        if any(config is one() for one in known) or probe.role != "main" or not options["is_programs"](probe, caller):
            return
        found = options["found"](probe, "yacs", holders["tree"](config), caller=options["place"](caller), owner=config,
                                 look=holders["tree"])
        if found is not None and found.owner is not None:
            known.append(found.owner)

    for name in ("merge_from_file", "merge_from_list", "merge_from_other_cfg", "freeze"):
        probe.wrap(module.CfgNode, name, after)
