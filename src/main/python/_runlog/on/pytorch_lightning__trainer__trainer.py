"""Lightning under its older name."""


def attach(module, probe):
    probe.load("on/lightning__pytorch__trainer__trainer")["attach"](module, probe)
