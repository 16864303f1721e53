"""draccus came of pyrallis, and is seen the same way; a choice between classes is the option `type`, as in its files."""


def attach(module, probe):
    members = probe.load("values")["members"]

    def tree(value):
        kind = type(value)
        if not hasattr(kind, "__dataclass_fields__"):
            return value
        registry = getattr(kind, "_choice_registry", None)
        names = [name for name, choice in registry.items() if choice is kind] if type(registry) is dict else []
        out = {"type": names[0]} if names else {}
        out.update({name: tree(item) for name, item in members(value).items()})
        return out

    probe.load("on/pyrallis__argparsing")["listen"](module, probe, "draccus", tree)
