"""Lightning: the Trainer's arguments, what `save_hyperparameters` saved, and at the end of `fit`, `validate` and `test`
the metrics as callbacks see them. Its loggers write files that are read from there."""

import sys


def attach(module, probe):
    kind = getattr(module, "Trainer", None)
    if kind is None:
        return
    calls, trackers = probe.load("calls"), probe.load("trackers")
    parameters = calls["Parameters"](probe, "lightning")

    def made(frame, args, kwargs, result):
        given, defaults = calls["bound"](kind.__init__, args, kwargs)
        given.pop("self", None)
        parameters.add({"trainer." + key: value for key, value in calls["simple"](given).items()},
                       {"trainer." + key: value for key, value in defaults.items()})

    def ended(frame, args, kwargs, result):
        trainer = args[0]
        trackers["points"](probe, "lightning", dict(trainer.callback_metrics), trainer.global_step, True)

    def saved(frame, args, kwargs, result):
        values = args[0].__dict__.get("_hparams")
        if isinstance(values, dict):
            parameters.add(calls["simple"](dict(values)))

    probe.wrap(kind, "__init__", made, "lightning.init")
    for name in ("fit", "validate", "test"):
        if hasattr(kind, name):
            probe.wrap(kind, name, ended, "lightning")
    home = module.__name__.rpartition(".trainer.trainer")[0] + ".core.mixins.hparams_mixin"
    mixin = getattr(sys.modules.get(home), "HyperparametersMixin", None)
    if hasattr(mixin, "_set_hparams"):
        probe.wrap(mixin, "_set_hparams", saved)  # save_hyperparameters itself looks at its caller's frame
    else:
        probe.emit("gap", field="config", why="this Lightning keeps its hyperparameters in a place that is not known")
