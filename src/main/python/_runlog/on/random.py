"""random.seed"""


def attach(random, probe):
    if probe.is_stdlib(random):
        probe.load("seeds")["observe"](probe, "random", random, "seed")
