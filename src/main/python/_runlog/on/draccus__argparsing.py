"""draccus came of pyrallis, and is seen the same way."""


def attach(module, probe):
    probe.load("on/pyrallis__argparsing")["listen"](module, probe, "draccus")
