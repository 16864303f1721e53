"""Aim: what `Run.track` is given, named after the subset of its context where there is one, and run["hparams"]."""


def attach(module, probe):
    trackers = probe.load("trackers")
    argument = trackers["argument"]
    kind = getattr(module, "Run", None)
    add = probe.load("calls")["Parameters"](probe, "aim").add

    def tracked(args, kwargs):
        value, context = argument(args, kwargs, 1, "value"), kwargs.get("context")
        subset = context.get("subset") if type(context) is dict else None
        prefix = subset + "_" if type(subset) is str else ""
        values = value if type(value) is dict else {argument(args, kwargs, 2, "name"): value}
        named = {prefix + name: one for name, one in values.items() if type(name) is str}
        trackers["points"](probe, "aim", named, argument(args, kwargs, 3, "step"))

    def given(args, kwargs):
        key, value = args[1:3]
        if type(key) is str:
            add(value if type(value) is dict and key == "hparams" else {key: value})

    trackers["watch"](probe, trackers["home"](kind, "track"), "track", tracked)
    trackers["watch"](probe, trackers["home"](kind, "__setitem__"), "__setitem__", given)
