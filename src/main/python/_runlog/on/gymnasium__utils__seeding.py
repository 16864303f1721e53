"""Environments and spaces seeded by `reset(seed=)` and `seed()`: both make their generator here."""


def attach(module, probe):
    seeds = probe.load("seeds")
    library = module.__name__.partition(".")[0]

    def after(frame, args, kwargs, result):
        seed = seeds["whole"](args[0] if args else kwargs.get("seed"))
        if seed is not None:
            is_space = ".spaces." in (frame.f_globals.get("__name__") or "")
            seeds["said"](probe, library, library + (".Space.seed" if is_space else ".Env.reset"), seed, frame)

    probe.wrap(module, "np_random", after)
