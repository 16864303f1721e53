"""ClearML: scalars that are reported by hand, named title/series as on its page."""


def attach(module, probe):
    trackers = probe.load("trackers")
    argument, watch = trackers["argument"], trackers["watch"]
    kind = getattr(module, "Logger", None)

    def scalar(args, kwargs):
        title, series = argument(args, kwargs, 1, "title"), argument(args, kwargs, 2, "series")
        name = title if title == series else "%s/%s" % (title, series)
        probe.metric(name, argument(args, kwargs, 3, "value"), argument(args, kwargs, 4, "iteration"), "clearml")

    watch(probe, kind, "report_scalar", scalar)
    watch(probe, kind, "report_single_value", lambda args, kwargs: probe.metric(
        argument(args, kwargs, 1, "name"), argument(args, kwargs, 2, "value"), None, "clearml"))
