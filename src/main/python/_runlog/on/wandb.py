"""wandb: the run's config and every point that the program logs, online, offline or disabled. A point's step is the one
that was given, else wandb's own counter."""

import sys

_silent = {"step": 0}


def attach(wandb, probe):
    home = sys.modules.get("wandb.sdk.wandb_run")
    run = getattr(home, "Run", None)
    if run is None or not hasattr(wandb, "init"):
        return
    trackers = probe.load("trackers")
    parameters = probe.load("calls")["Parameters"](probe, "wandb")
    probe.wrap(wandb, "init", lambda frame, args, kwargs, result: started(wandb, probe, trackers, parameters, result), "wandb.init")
    probe.wrap(run, "log", lambda frame, args, kwargs, result: logged(probe, trackers, args, kwargs))
    silent = getattr(sys.modules.get("wandb.sdk.lib.noop_run"), "NoopRun", None)
    if "log" in getattr(silent, "__dict__", ()):
        probe.wrap(silent, "log", lambda frame, args, kwargs, result: unheard(probe, trackers, args[1:], kwargs))
    summary = getattr(sys.modules.get("wandb.sdk.wandb_summary"), "SummaryDict", None)
    trackers["watch"](probe, summary, "update", lambda args, kwargs: trackers["points"](
        probe, "wandb", trackers["argument"](args, kwargs, 1, "d"), None))


def started(wandb, probe, trackers, parameters, run):
    _silent["step"] = 0
    config = getattr(run, "config", None)
    items = getattr(config, "__dict__", {}).get("_items")
    if type(items) is dict:
        def look():
            parameters.add({name: value for name, value in items.items() if name != "_wandb"})

        look()
        probe.at_moment(look)
    silent = getattr(run, "__dict__", {}).get("log")
    if silent is not None and getattr(wandb, "log", None) is silent:
        # in older versions a disabled run has a log function of its own
        probe.wrap(wandb, "log", lambda frame, args, kwargs, result: unheard(probe, trackers, args, kwargs))
        run.__dict__["log"] = wandb.log


def logged(probe, trackers, args, kwargs):
    run = args[0].__dict__
    argument = trackers["argument"]
    step, commit = argument(args, kwargs, 2, "step"), argument(args, kwargs, 3, "commit")
    data = argument(args, kwargs, 1, "data")
    if step is None and hasattr(type(data), "get"):
        step = data.get("trainer/global_step")  # Lightning's
    if step is None:
        step = run.get("_local_step", run.get("_step"))
        if type(step) is int and (commit is None or commit):
            step -= 1
    trackers["points"](probe, "wandb", data, step, run.get("_interface") is not None)


def unheard(probe, trackers, args, kwargs):
    """A disabled run counts nothing, so its steps are counted here as wandb would."""
    argument = trackers["argument"]
    step, commit = argument(args, kwargs, 1, "step"), argument(args, kwargs, 2, "commit")
    if type(step) is int:
        _silent["step"] = max(_silent["step"], step)
    else:
        step = _silent["step"]
        _silent["step"] += commit is None or bool(commit)
    trackers["points"](probe, "wandb", argument(args, kwargs, 0, "data"), step)
