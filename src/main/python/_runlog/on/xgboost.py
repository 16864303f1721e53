"""XGBoost: the parameters of `train`, `cv` and the estimators, and the evaluation of every round."""

import sys


def attach(xgboost, probe):
    boosting = probe.load("boosting")

    def trained(given, result):
        boosting["size"](probe, "train", given.get("dtrain"), "num_row")
        for data, name in given.get("evals") or ():
            boosting["size"](probe, name, data, "num_row")

    def validated(given, result):
        columns = result if type(result) is dict else result.to_dict("list") if type(result).__name__ == "DataFrame" else {}
        for name, values in columns.items():
            for step, value in enumerate(values):
                probe.metric(name.replace("-", "_"), value, step, "xgboost")

    def evaluated(frame, args, kwargs, result):
        callbacks = args[0].__dict__
        if callbacks.get("is_cv") or not boosting["is_under_way"]("xgboost"):
            return
        for data, metrics in (callbacks.get("history") or {}).items():
            for metric, values in metrics.items():
                for step, value in enumerate(values):
                    probe.metric("%s_%s" % (data, metric), value, step, "xgboost")

    boosting["watch_reading"](probe, getattr(xgboost, "DMatrix", None))
    boosting["watch_training"](probe, "xgboost", xgboost, "train", trained)
    boosting["watch_training"](probe, "xgboost", xgboost, "cv", validated)
    boosting["watch_estimators"](probe, "xgboost", sys.modules.get("xgboost.sklearn"))
    container = getattr(sys.modules.get("xgboost.callback"), "CallbackContainer", None)
    if hasattr(container, "after_training"):
        probe.wrap(container, "after_training", evaluated)
