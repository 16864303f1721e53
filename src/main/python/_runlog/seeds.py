"""Calls that set a seed. After 50 from one place they are only counted."""

import sys

LIMIT = 50
_sites = {}
_counts = {}


def observe(probe, library, module, name, wanted=None):
    function = module.__name__ + "." + name

    def after(frame, args, kwargs, result):
        value = args[0] if args else next(iter(kwargs.values())) if kwargs else None
        if wanted is not None and not wanted(value):
            return
        site = frame.f_code, frame.f_lineno, function
        seen = _sites.get(site, 0)
        if len(_sites) < 1000:
            _sites[site] = seen + 1
        _counts[function] = _counts.get(function, 0) + 1
        if seen < LIMIT and _counts[function] <= 20 * LIMIT:
            probe.moment()
            probe.emit("seed", library=library, function=function, value=probe.plain(value), site=probe.site(frame))

    probe.wrap(module, name, after)
    if len(_counts) == 0:
        probe.at_exit(lambda: _counts and probe.emit("seeds", counts=dict(_counts)))
