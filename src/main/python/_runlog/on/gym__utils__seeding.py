"""As in gymnasium, which gym became."""


def attach(module, probe):
    probe.load("on/gymnasium__utils__seeding")["attach"](module, probe)
