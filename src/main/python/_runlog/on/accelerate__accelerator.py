"""accelerate: what `Accelerator.log` hands to the trackers, and the config that they were started with."""


def attach(module, probe):
    kind = getattr(module, "Accelerator", None)
    trackers = probe.load("trackers")
    argument, watch = trackers["argument"], trackers["watch"]
    add = probe.load("calls")["Parameters"](probe, "accelerate").add
    watch(probe, kind, "log", lambda args, kwargs: trackers["points"](
        probe, "accelerate", argument(args, kwargs, 1, "values"), argument(args, kwargs, 2, "step")))
    watch(probe, kind, "init_trackers", lambda args, kwargs: add(argument(args, kwargs, 2, "config") or {}))
