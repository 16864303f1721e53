"""numpy.random.seed, and numpy.random.default_rng(seed) in the user's own code; an unseeded generator sets no seed."""


def attach(module, probe):
    seeds = probe.load("seeds")
    seeds["observe"](probe, "numpy", module, "seed")
    seeds["observe"](probe, "numpy.Generator", module, "default_rng", seeds["entropy"], users=True)
