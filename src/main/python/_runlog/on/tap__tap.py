"""A parser of typed-argument-parser is also its result."""

import sys


def attach(module, probe):
    probe.load("on/argparse")["listen"](sys.modules["argparse"], probe, module.Tap, ("parse_args",), "tap")
