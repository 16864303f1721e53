"""random.seed, and generators that the user's own code makes: random.Random(seed)"""


def attach(random, probe):
    if not probe.is_stdlib(random):
        return
    seeds, here = probe.load("seeds"), random.__dict__
    seeds["observe"](probe, "random", random, "seed")

    def after(frame, args, kwargs, result):
        value = args[1] if len(args) > 1 else kwargs.get("a")
        if value is None:
            return
        if frame.f_globals is here:
            frame = frame.f_back
        if not probe.is_library(frame.f_code.co_filename):
            seeds["said"](probe, "random.Random", "random.Random", value, frame)

    probe.wrap(random.Random, "seed", after)
