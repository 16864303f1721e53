"""Aim: what `Run.track` is given."""


def attach(module, probe):
    trackers = probe.load("trackers")
    trackers["methods"](probe, "aim", getattr(module, "Run", None), (("track", (2, "name"), (1, "value"), (3, "step")),))
