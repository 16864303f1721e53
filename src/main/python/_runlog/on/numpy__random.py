"""numpy.random.seed and numpy.random.default_rng(seed); an unseeded generator sets no seed."""


def attach(module, probe):
    observe = probe.load("seeds")["observe"]
    observe(probe, "numpy", module, "seed")
    observe(probe, "numpy", module, "default_rng", lambda value: value is not None)
