"""scikit-learn: the parameters of what the user's own code fits, and what `score` says. Fits and scores inside of other
fits and searches are the library's affair."""

_ON_THE_WAY = {"score", "_score", "__call__", "<lambda>", "fn", "out", "wrapper", "inner"}
_fits = {}
_AROUND = ("sklearn.base", "sklearn.utils._set_output", "_runlog.wrapping")


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


def fitting(probe, frame, estimator):
    frame = frame.f_back
    while frame is not None and frame.f_globals.get("__name__") in _AROUND:
        frame = frame.f_back
    if frame is None or probe.is_library(frame.f_code.co_filename):
        return
    place = frame.f_code, frame.f_lineno
    seen = _fits.get(place, 0)
    if seen < 50 and len(_fits) < 1000:
        _fits[place] = seen + 1
        probe.load("estimators")["fitted"](probe, frame, "sklearn", estimator)


def scored(probe, frame, args, kwargs, result):
    while frame is not None and (frame.f_globals.get("__name__") or "").startswith(("sklearn.", "_runlog.")):
        if frame.f_code.co_name not in _ON_THE_WAY:
            return
        frame = frame.f_back
    if frame is not None and not probe.is_library(frame.f_code.co_filename):
        data = args[2] if len(args) > 2 else kwargs.get("y")
        probe.metric(probe.load("estimators")["named"]("score", data), result, source="sklearn")
