"""random.seed, and generators that the user's own code makes: random.Random(seed)"""


def attach(random, probe):
    if not probe.is_stdlib(random):
        return
    seeds, options = probe.load("seeds"), probe.load("options")
    seeds["observe"](probe, "random", random, "seed")

    def after(frame, args, kwargs, result):
        value = args[1] if len(args) > 1 else kwargs.get("a")
        if value is None:
            return
        frame = options["outside"](frame, "random")
        if not probe.is_library(frame.f_code.co_filename):
            seeds["said"](probe, "random.Random", "random.Random", value, frame)

    probe.wrap(random.Random, "seed", after)
