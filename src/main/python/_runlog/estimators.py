"""Estimators, what they were given, and which part of the data an object is."""

_sets = {}
_parts = {}
_TAKES_MORE = 8  # the flag of a function with **kwargs
_said = {}  # by name: the line and the values
_latest = {}


def parameters(probe, library):
    if library not in _sets:
        _sets[library] = probe.load("calls")["Parameters"](probe, library)
    return _sets[library]


def fitted(probe, frame, library, *estimators):
    """Records these estimators and the ones that they are made of."""
    values, defaults = {}, {}
    for estimator in estimators:
        describe(probe, estimator, values, defaults)
    say(probe, frame, library, values, defaults)


def say(probe, frame, library, values, defaults=None, again=False):
    """With `again` this is more of what was said last of the same name."""
    place = probe.load("options")["place"](frame)
    names = {owner: _latest.get(owner, owner) if again else numbered(owner, probe.plain(given), place)
             for owner, given in values.items()}
    parameters(probe, library).add(flat(values, names), flat(defaults or {}, names), place)
    seeds = probe.load("seeds")
    for owner, given in values.items():
        for key in ("random_state", "seed"):
            seed = seeds["whole"](given.get(key))
            if seed is not None and (defaults or {}).get(owner, {}).get(key) != seed:
                seeds["said"](probe, library, owner + "." + key, seed, frame)


def numbered(owner, given, place):
    """Two that are made by different lines and differ are two: LogisticRegression and LogisticRegression_2."""
    name, number = owner, 2
    while name in _said and _said[name][0] != place and _said[name][1] != given and number < 100:
        name = "%s_%d" % (owner, number)
        number += 1
    if len(_said) < 1000:
        _said[name] = place, given
    _latest[owner] = name
    return name


def flat(values, names):
    return {names.get(owner, owner) + "." + name: value for owner, given in values.items() for name, value in given.items()}


def is_estimator(value):
    return hasattr(type(value), "get_params") and hasattr(value, "__dict__")


def describe(probe, estimator, values, defaults, depth=0):
    kind = type(estimator)
    label = kind.__name__
    if depth > 5 or len(values) > 50:
        return label
    while label in values:
        head, _, number = label.rpartition("_")
        label = "%s_%d" % (head, int(number) + 1) if head and number.isdigit() else label + "_2"
    mine = values[label] = {}
    standard = defaults[label] = {}
    calls = probe.load("calls")
    for base in kind.__mro__[:-1]:
        positional, more = calls["names"](base.__dict__.get("__init__"))
        for name in list(dict.fromkeys(positional[1:] + tuple(more))):
            if name in estimator.__dict__ and name not in mine:
                mine[name] = shown(probe, estimator.__dict__[name], values, defaults, depth + 1)
                if name in more:
                    standard[name] = more[name]
        code = getattr(calls["unwrapped"](base.__dict__.get("__init__")), "__code__", None)
        if code is not None and not code.co_flags & _TAKES_MORE:
            break  # what a base class takes besides is not this one's to be given
    return label


def shown(probe, value, values, defaults, depth):
    if isinstance(value, type):
        return value.__name__
    if is_estimator(value):
        return describe(probe, value, values, defaults, depth)
    if type(value).__module__.startswith("sklearn.") and hasattr(value, "__dict__"):
        label = type(value).__name__
        values[label] = dict(value.__dict__)
        return label
    if type(value) in (list, tuple) and len(value) <= 50 and depth < 6:
        return [shown(probe, item, values, defaults, depth + 1) for item in value]
    return value


def named(name, data):
    """The name of a metric, with the part of the data that it is about where that is known."""
    part = part_of(data)
    return part + "_" + name if part else name


def part_of(data):
    known = _parts.get(id(data))
    return known[1] if known is not None and known[0]() is data else ""


def remember(data, part):
    """That this very object is a part of the data."""
    import _weakref

    key = id(data)
    try:
        _parts[key] = _weakref.ref(data, lambda reference: _parts.pop(key, None)), part
    except TypeError:
        pass


def rows(data):
    """How many examples a table, an array or a list has, or None."""
    kind = type(data)
    if kind in (list, tuple):
        return len(data)
    if kind.__module__.partition(".")[0] in ("numpy", "pandas", "scipy", "polars", "torch"):
        shape = getattr(data, "shape", ())
        return int(shape[0]) if len(shape) else None
    return None
