"""Keras: what `compile` and `fit` were given by the user's own code, the optimizer as it is, the sizes of the data, and
the logs of every epoch as the History callback gets them. Epochs count from 0, as in the History and the CSV logger."""

import math

_FIT = ("epochs", "batch_size", "validation_split", "shuffle", "initial_epoch", "steps_per_epoch", "validation_steps",
        "validation_freq", "class_weight")
_metrics = {}


def attach(keras, probe):
    trackers, calls = probe.load("trackers"), probe.load("calls")
    parameters = calls["Parameters"](probe, "keras")
    model = getattr(keras, "Model", None)
    methods = {name: trackers["home"](model, name) for name in ("compile", "fit", "evaluate")}
    if None in methods.values():
        return
    fit = getattr(methods["fit"], "fit")

    def users(frame):
        return not probe.is_library(frame.f_code.co_filename)

    def add(frame, values, defaults):
        parameters.add(calls["simple"](values), defaults, probe.load("options")["place"](frame))

    def compiled(frame, args, kwargs, result):
        if users(frame):
            given, _ = calls["bound"](model.compile, args, kwargs)
            values = {"compile." + key: named(given[key]) for key in ("loss", "metrics", "loss_weights", "jit_compile") if key in given}
            optimizer = getattr(args[0], "optimizer", None)
            if type(optimizer).__module__.partition(".")[0] in ("keras", "tensorflow", "tf_keras"):
                values["optimizer.class"] = type(optimizer).__name__
                config = optimizer.get_config()
                values.update({"optimizer." + key: typed(value) for key, value in config.items()})
            names = named(given.get("metrics")) or []
            _metrics[id(args[0])] = names if type(names) is list else [names]
            add(frame, values, {})

    def fitting(frame, args, kwargs):
        if users(frame):
            given, defaults = calls["bound"](fit, args, kwargs)
            values = {"fit." + key: given[key] for key in _FIT if key in given}
            defaults = {"fit." + key: value for key, value in defaults.items()}
            values["fit.callbacks"] = named(given.get("callbacks"))
            size = rows(probe, given.get("x"))
            if size is not None and given.get("batch_size") is None:
                values["fit.batch_size"] = defaults["fit.batch_size"] = 32  # Keras' own for arrays
            add(frame, values, defaults)
            sizes(probe, size, given)

    def evaluated(frame, args, kwargs, result):
        if users(frame):
            names = ["loss"] + _metrics.get(id(args[0]), [])
            values = result if type(result) is list else [result]
            scores = result if type(result) is dict else dict(zip(names, values)) if len(names) == len(values) else {}
            for name, value in scores.items():
                probe.metric("evaluate_" + name, value, source="keras")

    def seeded(frame, args, kwargs, result):
        seeds = probe.load("seeds")
        seed = seeds["whole"](trackers["argument"](args, kwargs, 1, "seed"))
        # made by the user's own code, or by a layer that was given the seed
        if seed is not None and (users(frame) or frame.f_code.co_name == "__init__" and frame.f_locals.get("seed") == seed):
            seeds["said"](probe, "keras", "keras.random.SeedGenerator", seed, frame)

    def ended(frame, args, kwargs, result):
        epoch, logs = trackers["argument"](args, kwargs, 1, "epoch"), trackers["argument"](args, kwargs, 2, "logs")
        trackers["points"](probe, "keras", logs or {}, epoch)

    probe.wrap(methods["compile"], "compile", compiled, "keras.compile")
    probe.wrap(methods["fit"], "fit", None, "keras.fit", fitting)
    probe.wrap(methods["evaluate"], "evaluate", evaluated, "keras.fit")
    generator = getattr(getattr(keras, "random", None), "SeedGenerator", None)
    if "__init__" in getattr(generator, "__dict__", ()):
        probe.wrap(generator, "__init__", seeded)
    history = getattr(getattr(keras, "callbacks", None), "History", None)
    if hasattr(history, "on_epoch_end"):
        probe.wrap(history, "on_epoch_end", ended)


def typed(value):
    """A number as it was typed, where the optimizer keeps it in single precision."""
    return float("%.7g" % value) if type(value) is float else value


def named(value, depth=0):
    """Losses, metrics and callbacks by name."""
    if value is None or type(value) in (str, int, float, bool):
        return value
    if type(value) in (list, tuple) and depth < 3:
        return [named(item, depth + 1) for item in value]
    if type(value) is dict and depth < 3:
        return {key: named(item, depth + 1) for key, item in value.items()}
    if isinstance(value, type) or type(value).__name__ == "function":
        return value.__name__
    return type(value).__name__


def rows(probe, data):
    if type(data) in (list, tuple) and data and probe.load("estimators")["rows"](data[0]) is not None:
        data = data[0]  # a model with several inputs
    elif type(data) is dict and data:
        data = next(iter(data.values()))
    return probe.load("estimators")["rows"](data)


def sizes(probe, size, given):
    fraction, validation = given.get("validation_split"), given.get("validation_data")
    held = None
    if type(validation) in (list, tuple) and validation:
        held = rows(probe, validation[0])
    elif size is not None and type(fraction) is float and 0 < fraction < 1:
        kept = int(math.floor(size * (1.0 - fraction)))
        size, held = kept, size - kept
    for name, count in (("train", size), ("val", held)):
        if count is not None:
            probe.emit("split", name=name, size=count)
