"""scikit-learn: the parameters of what the user's own code fits, and what `score` says. Fits and scores inside of other
fits and searches are the library's affair."""

_ON_THE_WAY = {"score", "_score", "__call__", "<lambda>", "fn", "out", "wrapper", "inner"}
_AROUND = ("sklearn.base", "sklearn.utils._set_output", "_runlog.wrapping")
_state = {}
_parts = {}


def attach(base, probe):
    estimator = getattr(base, "BaseEstimator", None)
    if not hasattr(estimator, "_validate_params"):
        probe.emit("gap", field="config", why="this scikit-learn is too old for its estimators to be seen")
        return
    # the one thing that every fit of the library begins with
    probe.wrap(estimator, "_validate_params", lambda frame, args, kwargs, result: fitting(probe, frame, args[0]), "sklearn.fit")
    for name in ("ClassifierMixin", "RegressorMixin"):
        if hasattr(getattr(base, name, None), "score"):
            probe.wrap(getattr(base, name), "score", lambda frame, args, kwargs, result: scored(probe, frame, args, kwargs, result))


def parameters(probe):
    if "parameters" not in _state:
        _state["parameters"] = probe.load("calls")["Parameters"](probe, "sklearn")
    return _state["parameters"]


def fitting(probe, frame, estimator):
    frame = frame.f_back
    while frame is not None and frame.f_globals.get("__name__") in _AROUND:
        frame = frame.f_back
    if frame is not None and not probe.is_library(frame.f_code.co_filename):
        fitted(probe, frame, estimator)


def fitted(probe, frame, *estimators):
    """Records these estimators and the ones that they are made of."""
    values, defaults = {}, {}
    for estimator in estimators:
        describe(probe, estimator, values, defaults)
    say(probe, frame, values, defaults)


def say(probe, frame, values, defaults=None):
    parameters(probe).add(flat(values), flat(defaults or {}), probe.load("options")["place"](frame))
    seeds = probe.load("seeds")
    for owner, given in values.items():
        seed = seeds["whole"](given.get("random_state", given.get("seed")))
        if seed is not None:
            seeds["said"](probe, "sklearn", owner + ".random_state", seed, frame)


def flat(values):
    return {owner + "." + name: value for owner, given in values.items() for name, value in given.items()}


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
    given, standard = probe.load("calls")["names"](kind.__init__)
    mine = values[label] = {}
    defaults[label] = standard
    for name in list(dict.fromkeys(list(given[1:]) + list(standard))):
        if name in estimator.__dict__:
            mine[name] = shown(probe, estimator.__dict__[name], values, defaults, depth + 1)
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


def scored(probe, frame, args, kwargs, result):
    while frame is not None and (frame.f_globals.get("__name__") or "").startswith(("sklearn.", "_runlog.")):
        if frame.f_code.co_name not in _ON_THE_WAY:
            return
        frame = frame.f_back
    if frame is not None and not probe.is_library(frame.f_code.co_filename):
        data = args[2] if len(args) > 2 else kwargs.get("y")
        probe.metric(named("score", data), result, source="sklearn")


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
