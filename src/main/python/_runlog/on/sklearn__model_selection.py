"""scikit-learn: how the data is split, what a search found, and cross-validation."""

import sys


def attach(module, probe):
    estimators = probe.load("estimators")
    calls = probe.load("calls")

    def watch(name, seen):
        function = getattr(module, name, None)
        if function is None:
            return

        def after(frame, args, kwargs, result):
            if not probe.is_library(frame.f_code.co_filename):
                seen(frame, calls["bound"](function, args, kwargs), args, result)

        probe.wrap(module, name, after, "sklearn.fit")

    def split(frame, given, args, result):
        keys = ("test_size", "train_size", "random_state", "shuffle")
        values, defaults = ({key: part[key] for key in keys if key in part} for part in given)
        estimators["say"](probe, frame, "sklearn", {"train_test_split": values}, {"train_test_split": defaults})
        was = estimators["part_of"](args[0]) if args else ""
        names = {"": ("train", "test"), "train": ("train", "val")}.get(was, ("val", "test"))
        for at, data in enumerate(result):
            estimators["remember"](data, names[at % 2])
        for name, data in zip(names, result):
            size = estimators["rows"](data)
            if size is not None:
                probe.emit("split", name=name, size=size)

    def validated(frame, given, args, result):
        values, defaults = {}, {}
        call = validated_name(result)
        mine = values[call] = {}
        for key in ("cv", "scoring"):
            mine[key] = estimators["shown"](probe, given[0].get(key), values, defaults, 0)
        estimator = given[0].get("estimator")
        if estimators["is_estimator"](estimator):
            estimators["describe"](probe, estimator, values, defaults)
        estimators["say"](probe, frame, "sklearn", values, defaults)
        scores = {"cross_val_score": result}
        if type(result) is dict:
            scores = {"cv_" + name: folds for name, folds in result.items()}
        for name, folds in scores.items():
            if not name.endswith(("_time", "estimator", "indices")):
                points = folds.tolist()
                for fold, score in enumerate(points):
                    probe.metric(name, score, fold, "sklearn")
                probe.metric(name + "_mean", float(folds.mean()), None, "sklearn")
                probe.metric(name + "_std", float(folds.std()), None, "sklearn")

    watch("train_test_split", split)
    watch("cross_val_score", validated)
    watch("cross_validate", validated)
    search = getattr(sys.modules.get("sklearn.model_selection._search"), "BaseSearchCV", None)
    if hasattr(search, "fit"):
        probe.wrap(search, "fit", lambda frame, args, kwargs, result: found(probe, estimators, frame, args[0]), "sklearn.search")


def validated_name(result):
    return "cross_validate" if type(result) is dict else "cross_val_score"


def found(probe, estimators, frame, search):
    caller = probe.load("options")["outside"](frame, "sklearn")
    if probe.is_library(caller.f_code.co_filename):
        return
    state = search.__dict__
    if type(state.get("best_params_")) is dict:
        best = {}
        for name, value in state["best_params_"].items():
            best["best_params." + name] = type(value).__name__ if estimators["is_estimator"](value) else value
        estimators["say"](probe, caller, "sklearn", {type(search).__name__: best}, again=True)
    probe.metric("best_score", state.get("best_score_"), source="sklearn")
