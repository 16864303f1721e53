"""Calls that set a seed. After 50 from one place they are only counted."""

LIMIT = 50
_sites = {}
_counts = {}


def observe(probe, library, module, name, meaning=None, users=False, function=None):
    """Watches a function whose first argument is a seed. `meaning(value)` is what is recorded, None for a call that sets
    none; with `users` only calls by the user's own code count: a library's generators are its own affair."""
    function = function or module.__name__ + "." + name

    def after(frame, args, kwargs, result):
        value = args[0] if args else next(iter(kwargs.values())) if kwargs else None
        if users and probe.is_library(frame.f_code.co_filename):
            return
        if meaning is not None:
            value = meaning(value)
            if value is None:
                return
        said(probe, library, function, value, frame)

    probe.wrap(module, name, after)


def said(probe, library, function, value, frame):
    """A seed that was set by the call under way in a frame."""
    if not _counts:
        probe.at_exit(lambda: probe.emit("seeds", counts=dict(_counts)))
    site = frame.f_code, frame.f_lineno, function
    seen = _sites.get(site, 0)
    if seen or len(_sites) < 1000:
        _sites[site] = seen + 1
    _counts[function] = _counts.get(function, 0) + 1
    if seen < LIMIT and _counts[function] <= 20 * LIMIT:
        probe.moment()
        probe.emit("seed", library=library, function=function, value=probe.plain(value), site=probe.site(frame))


def whole(value):
    """A seed that is a whole number, else None: a state, a generator or a traced value is no seed."""
    kind = type(value)
    if kind is int:
        return value
    if kind.__module__ == "numpy" and kind.__name__.startswith(("int", "uint")) and hasattr(kind, "itemsize"):
        return value.item()
    return None


def entropy(value):
    """What numpy.random.default_rng was given, told as a number or a list of numbers."""
    if type(value).__name__ == "SeedSequence" and type(value).__module__.startswith("numpy."):
        value = value.entropy
    if type(value) in (list, tuple):
        return [whole(item) for item in value[:100]]
    return whole(value)
