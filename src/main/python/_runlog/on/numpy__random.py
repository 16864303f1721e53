"""numpy.random.seed, and generators that the user's own code makes with a seed: numpy.random.default_rng and RandomState. An
unseeded generator sets no seed."""

import sys


def attach(module, probe):
    seeds = probe.load("seeds")
    seeds["observe"](probe, "numpy", module, "seed")
    seeds["observe"](probe, "numpy.Generator", module, "default_rng", seeds["entropy"], users=True)
    legacy = sys.modules.get("numpy.random.mtrand")
    generator = getattr(legacy, "_MT19937", None)
    if type(generator) is type:
        legacy._MT19937 = stand_in(generator, lambda frame: probe.guard(made, probe, seeds, frame))


def made(probe, seeds, frame):
    """RandomState itself is a class of C and cannot be watched, but it makes a bit generator."""
    if frame is None or probe.stopped or probe.is_library(frame.f_code.co_filename):
        return
    seed = seeds["entropy"](probe.load("calls")["argument"](frame))
    if seed is not None:
        seeds["said"](probe, "numpy.RandomState", "numpy.random.RandomState", seed, frame)


def stand_in(real, look):
    """What takes the place of a class in the module that calls it: it makes objects of the real one, and takes them for its
    own."""

    class Kind(type):
        def __call__(cls, *args, **kwargs):
            look(sys._getframe(1))
            return real(*args, **kwargs)

        def __instancecheck__(cls, one):
            return isinstance(one, real)

        def __subclasscheck__(cls, kind):
            return issubclass(kind, real)

    return Kind(real.__name__, (), {"__module__": real.__module__, "__doc__": real.__doc__})
