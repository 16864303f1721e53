"""sacred: the metrics of a run."""


def attach(module, probe):
    def after(frame, args, kwargs, result):
        given = dict(zip(("metric_name", "value", "step"), args[1:]))
        given.update(kwargs)
        probe.metric(given.get("metric_name"), given.get("value"), given.get("step"), "sacred")

    probe.wrap(module.Run, "log_scalar", after)
