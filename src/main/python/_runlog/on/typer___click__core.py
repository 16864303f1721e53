"""Typer from 0.26 on has a click of its own."""


def attach(core, probe):
    probe.load("on/click__core")["listen"](core, probe, "typer")
