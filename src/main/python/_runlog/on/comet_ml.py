"""Comet: metrics and parameters of an experiment, online or offline."""


def attach(comet_ml, probe):
    trackers = probe.load("trackers")
    for name in ("Experiment", "CometExperiment"):
        kind = getattr(comet_ml, name, None)
        if trackers["home"](kind, "log_metric") is None:
            continue
        trackers["methods"](
            probe, "comet", kind,
            (("log_metric", (1, "name"), (2, "value"), (3, "step")), ("log_metrics", (1, "dic"), None, (3, "step"))),
            (("log_parameter", (1, "name"), (2, "value")), ("log_parameters", (1, "parameters"), None)))
        return
