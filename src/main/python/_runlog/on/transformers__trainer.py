"""transformers' Trainer: its arguments as they really are, the sizes of its data, and what it logs."""

_NO_METRIC = ("_runtime", "_per_second", "_flos", "_jit_compilation_time")


def attach(module, probe):
    kind = getattr(module, "Trainer", None)
    if kind is None:
        return
    calls, datasets, trackers = probe.load("calls"), probe.load("datasets"), probe.load("trackers")
    parameters = calls["Parameters"](probe, "transformers")

    def made(frame, args, kwargs, result):
        trainer = args[0].__dict__
        user = calls["maker"](probe, frame, type(args[0]), "transformers", "trl") or frame
        arguments = trainer.get("args")
        if hasattr(type(arguments), "__dataclass_fields__"):
            fields = type(arguments).__dataclass_fields__
            values = {name: arguments.__dict__[name] for name in fields if name in arguments.__dict__ and not name.startswith("_")}
            defaults = {name: fields[name].default for name in values if calls["is_simple"](plain(fields[name].default))}
            parameters.add({name: plain(value) for name, value in values.items() if calls["is_simple"](plain(value))},
                           {name: plain(value) for name, value in defaults.items()}, probe.load("options")["place"](user))
        for name, key in (("train", "train_dataset"), ("val", "eval_dataset")):
            data = trainer.get(key)
            if type(data) is not dict:
                datasets["say"](probe, name, data)

    def logged(frame, args, kwargs, result):
        logs = trackers["argument"](args, kwargs, 1, "logs")
        step = getattr(args[0].__dict__.get("state"), "global_step", None)
        if type(logs) is dict:
            trackers["points"](probe, "transformers", {
                key: value for key, value in logs.items() if type(key) is str and not key.endswith(_NO_METRIC)}, step)

    probe.wrap(kind, "__init__", made, "transformers")
    if hasattr(kind, "log"):
        probe.wrap(kind, "log", logged, "transformers.log")


def plain(value):
    """An enumeration of the library by its value, as it is typed."""
    if any(base.__module__ == "enum" and base.__name__ == "Enum" for base in type(value).__mro__):
        return object.__getattribute__(value, "__dict__").get("_value_")
    return value
