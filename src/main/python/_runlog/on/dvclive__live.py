"""DVCLive: metrics with its own step, and parameters."""


def attach(module, probe):
    kind = getattr(module, "Live", None)
    trackers = probe.load("trackers")
    argument, watch = trackers["argument"], trackers["watch"]
    add = probe.load("calls")["Parameters"](probe, "dvclive").add
    watch(probe, kind, "log_metric", lambda args, kwargs: probe.metric(
        argument(args, kwargs, 1, "name"), argument(args, kwargs, 2, "val"), args[0].__dict__.get("_step") or 0, "dvclive"))
    watch(probe, kind, "log_param", lambda args, kwargs: add({argument(args, kwargs, 1, "name"): argument(args, kwargs, 2, "val")}))
    watch(probe, kind, "log_params", lambda args, kwargs: add(argument(args, kwargs, 1, "params") or {}))
