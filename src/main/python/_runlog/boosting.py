"""What the boosting libraries have in common: parameters of a call of `train`, estimators, results by round."""

import os

_under_way = set()
_OF_A_CALL = ("num_boost_round", "early_stopping_rounds", "nfold", "stratified", "shuffle", "metrics", "seed")


def watch(probe, library, owner, name, begun, ended):
    """Calls of the user's own code, before and after; while one is under way the results of rounds are the run's."""

    def before(frame, args, kwargs):
        if not probe.is_library(frame.f_code.co_filename):
            _under_way.add(library)
            begun(frame, args, kwargs)

    def after(frame, args, kwargs, result):
        if not probe.is_library(frame.f_code.co_filename):
            _under_way.discard(library)
            if ended is not None:
                ended(frame, args, kwargs, result)

    if hasattr(owner, name):
        probe.wrap(owner, name, after, library, before)


def watch_training(probe, library, module, name, tell):
    """`tell(given, result)` after a call: its arguments, and what came out."""
    function = getattr(module, name, None)
    calls, estimators = probe.load("calls"), probe.load("estimators")

    def begun(frame, args, kwargs):
        given, standard = calls["bound"](function, args, kwargs)
        values, defaults = {}, {}
        params = given.get("params") or {}
        for key, value in params.items() if isinstance(params, dict) else params:
            again = key in values and value != values[key]  # a list of pairs may say eval_metric more than once
            values[key] = [*(values[key] if type(values[key]) is list else [values[key]]), value] if again else value
        for key in _OF_A_CALL:
            if key in given and key not in values:
                values[key] = given[key]
                if key in standard:
                    defaults[key] = standard[key]
        estimators["say"](probe, frame, library, {library: calls["simple"](values)}, {library: defaults})

    watch(probe, library, module, name, begun, lambda frame, args, kwargs, result: tell(
        calls["bound"](function, args, kwargs)[0], result))


def watch_reading(probe, kind):
    """Files that the library's own code opens: `DMatrix("train.txt?format=libsvm")`."""

    def made(frame, args, kwargs, result):
        path = args[1] if len(args) > 1 else kwargs.get("data")
        if type(path) is not str and type(path).__module__ not in ("pathlib", "pathlib._local"):
            return
        path = os.path.join(os.getcwd(), os.fspath(path).partition("#")[0].partition("?")[0])
        if os.path.isfile(path):
            probe.emit("file", path=path, written=False)

    if kind is not None and "__init__" in kind.__dict__:
        probe.wrap(kind, "__init__", made)


def watch_estimators(probe, library, module):
    """The fit methods of a library's estimators."""
    estimators = probe.load("estimators")
    for kind in list(vars(module).values()) if module is not None else ():
        if isinstance(kind, type) and kind.__module__ == module.__name__ and "fit" in kind.__dict__:
            watch(probe, library, kind, "fit", lambda frame, args, kwargs: estimators["fitted"](probe, frame, library, args[0]), None)


def is_under_way(library):
    return library in _under_way


def size(probe, name, data, ask):
    """The size of a part of the data, asked of the library's own container."""
    part = probe.load("calls")["part"](probe, name)
    if part and hasattr(type(data), ask):
        probe.emit("split", name=part, size=int(getattr(data, ask)()))
