"""PyTorch data loaders that the user's own code makes: batch size, workers, the size of the part of the data that they
serve, and the seed of their generator."""

_PLAIN = ("batch_size", "num_workers", "drop_last", "pin_memory", "prefetch_factor", "persistent_workers")
_UNSEEDED = 67280421310721


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
        prefix = "dataloader." if part in ("", "train") else "dataloader_%s." % part
        parameters.add({prefix + key: value for key, value in calls["simple"](values).items()},
                       {prefix + key: value for key, value in defaults.items()}, probe.load("options")["place"](user))
        datasets["say"](probe, part, data)
        seeded(probe, given.get("generator"), user)

    def split(frame, args, kwargs, result):
        if not probe.is_library(frame.f_code.co_filename):
            seeded(probe, kwargs.get("generator") or (args[2] if len(args) > 2 else None), frame)

    probe.wrap(kind, "__init__", made, "torch.utils.data")
    if hasattr(module, "random_split"):
        probe.wrap(module, "random_split", split)


def seeded(probe, generator, frame):
    """The class of generators cannot be watched, but one that is used tells its seed."""
    if type(generator).__name__ == "Generator" and type(generator).__module__ in ("torch", "torch._C"):
        seed = generator.initial_seed()
        if seed != _UNSEEDED:
            probe.load("seeds")["said"](probe, "torch.Generator", "torch.Generator.manual_seed", seed, frame)
