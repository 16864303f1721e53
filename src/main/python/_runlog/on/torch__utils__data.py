"""PyTorch data loaders that the user's own code makes: batch size, workers, the size of the part of the data that they
serve, and the seed of their generator."""

_PLAIN = ("batch_size", "num_workers", "drop_last", "pin_memory", "prefetch_factor", "persistent_workers")
_UNSEEDED = 67280421310721
_keys = {}
_owned = set()


def attach(module, probe):
    calls, datasets = probe.load("calls"), probe.load("datasets")
    parameters = calls["Parameters"](probe, "torch.utils.data")
    kind = getattr(module, "DataLoader", None)
    if kind is None:
        return

    def made(frame, args, kwargs, result):
        loader = args[0]
        user = calls["maker"](probe, frame, type(loader), "torch", "lightning", "pytorch_lightning")
        if user is None:
            return
        given, defaults = calls["bound"](kind.__init__, args, kwargs)
        data = loader.__dict__.get("dataset")
        part = datasets["part"](probe, data, calls["assigned"](user))
        values = {key: loader.__dict__[key] for key in _PLAIN if key in loader.__dict__}
        values["shuffle"] = given.get("shuffle")
        place = probe.load("options")["place"](user)
        prefix = key(part, place) + "."
        parameters.add({prefix + name: value for name, value in calls["simple"](values).items()},
                       {prefix + name: value for name, value in defaults.items()}, place)
        datasets["say"](probe, part, data)
        seeded(probe, given.get("generator"), user)

    def split(frame, args, kwargs, result):
        if not probe.is_library(frame.f_code.co_filename):
            seeded(probe, kwargs.get("generator") or (args[2] if len(args) > 2 else None), frame)

    probe.wrap(kind, "__init__", made, "torch.utils.data")
    if hasattr(module, "random_split"):
        probe.wrap(module, "random_split", split)


def key(part, place):
    """Loaders that different lines make are different ones; the one to train with, else the first, has the plain name."""
    if (part, place) not in _keys:
        name = free = "dataloader" if part in ("", "train") else "dataloader_" + part
        number = 2
        while free in _keys.values() and not (part == "train" and (part, free) not in _owned):
            free = "%s_%d" % (name, number)
            number += 1
        _owned.add((part, free))
        _keys[part, place] = free
    return _keys[part, place]


def seeded(probe, generator, frame):
    """The class of generators cannot be watched, but one that is used tells its seed."""
    if type(generator).__name__ == "Generator" and type(generator).__module__ in ("torch", "torch._C"):
        seed = generator.initial_seed()
        if seed != _UNSEEDED:
            probe.load("seeds")["said"](probe, "torch.Generator", "torch.Generator.manual_seed", seed, frame)
