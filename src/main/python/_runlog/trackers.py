"""What a program tells an experiment tracker that it uses already."""

COUNTERS = {"epoch", "step", "global_step", "iteration", "iter", "_step", "_runtime", "_timestamp", "trainer/global_step"}


def points(probe, source, values, step, device=False, prefix="", depth=0):
    """The numbers among the values of one report; what counts the steps is no metric."""
    if not hasattr(type(values), "items") or len(values) > 2000:
        return
    for name, value in list(values.items()):
        if type(name) is not str or (not prefix and name in COUNTERS):
            continue
        if type(value) is dict and depth < 4:
            points(probe, source, value, step, device, prefix + name + ".", depth + 1)
        else:
            probe.metric(prefix + name, value, step, source, device)


def argument(args, kwargs, at, name, default=None):
    return args[at] if len(args) > at else kwargs.get(name, default)


def watch(probe, owner, name, said):
    """`said(args, kwargs)` sees the calls of a function where there is one."""
    if hasattr(owner, name):
        probe.wrap(owner, name, lambda frame, args, kwargs, result: said(args, kwargs))


def home(kind, name):
    """The class that a method is defined in."""
    for base in getattr(kind, "__mro__", ()):
        if name in base.__dict__:
            return base
    return None


def methods(probe, source, kind, points_of=(), parameters_of=()):
    """Watches methods of a tracker's class: `points_of` says (method, key or mapping, value or None, step) by the places
    and names of their arguments, `parameters_of` (method, key or mapping, value or None)."""
    parameters = probe.load("calls")["Parameters"](probe, source)
    for method, key, value, step in points_of:
        watch(probe, home(kind, method), method, lambda args, kwargs, k=key, v=value, s=step: points(
            probe, source, one(args, kwargs, k, v), argument(args, kwargs, *s)))
    for method, key, value in parameters_of:
        watch(probe, home(kind, method), method, lambda args, kwargs, k=key, v=value: parameters.add(one(args, kwargs, k, v)))


def one(args, kwargs, key, value):
    given = argument(args, kwargs, *key)
    given = given if value is None else {given: argument(args, kwargs, *value)}
    return given if type(given) is dict else {}
