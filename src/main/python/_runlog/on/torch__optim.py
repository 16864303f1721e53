"""PyTorch optimizers and learning-rate schedules that the user's own code makes, with the values that they really have."""

_GENERIC = {"", "opt", "optim", "optimizer", "sched", "scheduler", "lr_scheduler"}
_MADE = ("build", "make", "get", "create", "configure", "init", "setup")
_keys = {}


def attach(optim, probe):
    calls = probe.load("calls")
    parameters = calls["Parameters"](probe, "torch.optim")

    def optimizer(frame, args, kwargs, result):
        self = args[0]
        defaults = self.__dict__.get("defaults")
        user = calls["maker"](probe, frame, type(self), "torch")
        if user is None or not isinstance(defaults, dict):
            return
        values = dict(name=type(self).__name__, **calls["simple"](dict(defaults)))
        groups = [calls["simple"]({key: value for key, value in group.items() if key != "params" and (
            key not in defaults or defaults[key] is not value)}) for group in self.__dict__.get("param_groups", ())[:50]]
        if any(groups):
            values["param_groups"] = groups
        say(user, "optimizer", values, calls["names"](type(self).__init__)[1])

    def schedule(frame, args, kwargs, result):
        self = args[0]
        user = calls["maker"](probe, frame, type(self), "torch")
        if user is not None:
            mine = {key: value for key, value in self.__dict__.items() if not key.startswith("_") and key not in _STATE}
            values = dict(name=type(self).__name__, **calls["simple"](mine))
            say(user, "scheduler", values, calls["names"](type(self).__init__)[1])

    def say(user, key, values, defaults):
        place = probe.load("options")["place"](user)
        if place not in _keys:
            _keys[place] = label(calls["assigned"](user), key)
        key = _keys[place] + "."
        parameters.add({key + name: value for name, value in values.items()},
                       {key + name: value for name, value in defaults.items()}, place)

    probe.wrap(optim.Optimizer, "__init__", optimizer, "torch.optim")
    schedules = getattr(optim, "lr_scheduler", None)
    base = getattr(schedules, "LRScheduler", None) or getattr(schedules, "_LRScheduler", None)
    for kind in (base, getattr(schedules, "ReduceLROnPlateau", None)):
        if "__init__" in getattr(kind, "__dict__", ()):
            probe.wrap(kind, "__init__", schedule, "torch.lr_scheduler")


_STATE = {"optimizer", "base_lrs", "last_epoch", "verbose", "best", "num_bad_epochs", "cooldown_counter", "mode_worse", "lr_lambdas"}


def label(name, key):
    """What the program itself calls it, or the plain word; a second one that has no name of its own gets a number."""
    words = name.lower()
    if words in _GENERIC or words.startswith(_MADE) or key[:3] not in words:
        name = key
    taken = set(_keys.values())
    number, free = 2, name
    while free in taken:
        free = "%s_%d" % (name, number)
        number += 1
    return free
