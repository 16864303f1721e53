"""MLflow: metrics, parameters and tags, through the module's functions, the client or autologging. A step is the one
that was given; MLflow's own 0 for a missing one is no step."""

import sys


def attach(mlflow, probe):
    trackers = probe.load("trackers")
    argument, points, watch = trackers["argument"], trackers["points"], trackers["watch"]
    add = probe.load("calls")["Parameters"](probe, "mlflow").add

    def metric(values, step):
        points(probe, "mlflow", values, step, True)

    def tags(values):
        if type(values) is dict:
            add({"mlflow.tags." + name: value for name, value in values.items() if not str(name).startswith("mlflow.")})

    watch(probe, mlflow, "log_metric", lambda a, k: metric({argument(a, k, 0, "key"): argument(a, k, 1, "value")}, argument(a, k, 2, "step")))
    watch(probe, mlflow, "log_metrics", lambda a, k: metric(argument(a, k, 0, "metrics"), argument(a, k, 1, "step")))
    watch(probe, mlflow, "log_param", lambda a, k: add({argument(a, k, 0, "key"): argument(a, k, 1, "value")}))
    watch(probe, mlflow, "log_params", lambda a, k: add(argument(a, k, 0, "params")))
    watch(probe, mlflow, "set_tag", lambda a, k: tags({argument(a, k, 0, "key"): argument(a, k, 1, "value")}))
    watch(probe, mlflow, "set_tags", lambda a, k: tags(argument(a, k, 0, "tags")))
    client = getattr(sys.modules.get("mlflow.tracking.client"), "MlflowClient", None)
    watch(probe, client, "log_metric", lambda a, k: metric({argument(a, k, 2, "key"): argument(a, k, 3, "value")}, argument(a, k, 5, "step")))
    watch(probe, client, "log_param", lambda a, k: add({argument(a, k, 2, "key"): argument(a, k, 3, "value")}))
    watch(probe, client, "set_tag", lambda a, k: tags({argument(a, k, 2, "key"): argument(a, k, 3, "value")}))
    watch(probe, client, "log_batch", lambda a, k: batch(
        argument(a, k, 2, "metrics", ()), argument(a, k, 3, "params", ()), argument(a, k, 4, "tags", ()), metric, add, tags))


def batch(metrics, params, labels, metric, add, tags):
    for point in metrics:
        point = point.__dict__
        metric({point.get("_key"): point.get("_value")}, point.get("_step"))
    for seen, said in ((params, add), (labels, tags)):
        pairs = [item.__dict__ for item in seen]
        said({pair.get("_key"): pair.get("_value") for pair in pairs})
