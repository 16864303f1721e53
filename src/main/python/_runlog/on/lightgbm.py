"""LightGBM: the parameters of `train`, `cv` and the estimators, and the evaluation of every round."""

import sys


def attach(lightgbm, probe):
    boosting = probe.load("boosting")

    def validated(given, result):
        for name, values in result.items():
            if type(values) is list:
                for step, value in enumerate(values, 1):
                    probe.metric(name.replace(" ", "_").replace("-", "_"), value, step, "lightgbm")

    def evaluated(frame, args, kwargs, result):
        if boosting["is_under_way"]("lightgbm") and frame.f_globals.get("__name__") == "lightgbm.engine" and frame.f_code.co_name == "train":
            step = args[0].current_iteration()
            for data, metric, value in [point[:3] for point in result]:
                probe.metric("%s_%s" % (data, metric), value, step, "lightgbm")

    def size(name, data):
        if any(data.__dict__.get(handle) is not None for handle in ("_handle", "handle")):
            boosting["size"](probe, name, data, "num_data")

    def trained(given, result):
        size("train", given.get("train_set"))
        data = given.get("valid_sets") or ()
        for index, one in enumerate(data if type(data) in (list, tuple) else [data]):
            if one is not given.get("train_set"):
                names = given.get("valid_names") or ()
                name = names if type(names) is str else names[index] if index < len(names) else "valid"
                size(name, one)

    boosting["watch_reading"](probe, getattr(lightgbm, "Dataset", None))
    boosting["watch_training"](probe, "lightgbm", lightgbm, "train", trained)
    boosting["watch_training"](probe, "lightgbm", lightgbm, "cv", validated)
    boosting["watch_estimators"](probe, "lightgbm", sys.modules.get("lightgbm.sklearn"))
    booster = getattr(lightgbm, "Booster", None)
    for name in ("eval_train", "eval_valid"):
        if hasattr(booster, name):
            probe.wrap(booster, name, evaluated)
