"""Optuna: how a study is searched, the value of every trial, the best one and its parameters, the samplers' seeds."""

import sys


def attach(module, probe):
    study = getattr(module, "Study", None)
    calls, seeds = probe.load("calls"), probe.load("seeds")
    parameters = calls["Parameters"](probe, "optuna")
    function = study.optimize
    said = set()

    def begun(frame, args, kwargs):
        if probe.is_library(frame.f_code.co_filename):
            return
        given, defaults = calls["bound"](function, args, kwargs)
        names = ("n_trials", "timeout", "n_jobs")
        values = {name: given.get(name) for name in names}
        values["direction"] = [direction.name.lower() for direction in args[0].__dict__.get("_directions") or ()]
        if len(values["direction"]) == 1:
            values["direction"] = values["direction"][0]
        for name in ("sampler", "pruner"):
            values[name] = type(args[0].__dict__.get(name)).__name__
        say(frame, values, {name: defaults.get(name) for name in names})

    def ended(frame, args, kwargs, result):
        if probe.is_library(frame.f_code.co_filename):
            return
        trials = [trial for trial in args[0].get_trials(deepcopy=False)[:10000] if trial.values]
        for trial in trials:
            if (id(args[0]), trial.number) not in said:
                said.add((id(args[0]), trial.number))
                for index, value in enumerate(trial.values):
                    probe.metric("value" if len(trial.values) == 1 else "value_%d" % index, value, trial.number, "optuna")
        if trials and len(trials[0].values) == 1:
            pick = max if args[0].__dict__["_directions"][0].name == "MAXIMIZE" else min
            best = pick(trials, key=lambda trial: trial.value)
            probe.metric("best_value", best.value, None, "optuna")
            say(frame, {"best_params." + name: value for name, value in calls["simple"](best.params).items()})

    def say(frame, values, defaults=None):
        place = probe.load("options")["place"](frame)
        parameters.add({"optuna." + name: value for name, value in values.items()},
                       {"optuna." + name: value for name, value in (defaults or {}).items()}, place)

    def sampler(kind):
        def made(frame, args, kwargs, result):
            while frame is not None and (frame.f_globals.get("__name__") or "").startswith("optuna."):
                frame = frame.f_back
            seed = seeds["whole"](calls["bound"](kind.__init__, args, kwargs)[0].get("seed"))
            if seed is not None and not probe.is_library(frame.f_code.co_filename):
                seeds["said"](probe, "optuna", kind.__name__ + ".seed", seed, frame)

        probe.wrap(kind, "__init__", made, "optuna.sampler")

    for kind in list(vars(sys.modules.get("optuna.samplers", module)).values()):
        if isinstance(kind, type) and "__init__" in kind.__dict__ and "seed" in "".join(calls["names"](kind.__init__)[1]):
            sampler(kind)
    probe.wrap(study, "optimize", ended, "optuna", begun)
