"""trackio, which speaks like wandb: config, and the points that are logged."""


def attach(trackio, probe):
    trackers = probe.load("trackers")
    argument, watch = trackers["argument"], trackers["watch"]
    add = probe.load("calls")["Parameters"](probe, "trackio").add
    watch(probe, trackio, "init", lambda args, kwargs: add(kwargs.get("config") if type(kwargs.get("config")) is dict else {}))
    watch(probe, trackio, "log", lambda args, kwargs: trackers["points"](
        probe, "trackio", argument(args, kwargs, 0, "metrics"), argument(args, kwargs, 1, "step")))
