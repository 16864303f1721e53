"""Objects that hold options, as dictionaries: dataclasses, attrs and pydantic objects, namespaces, named tuples,
dictionaries of any class (EasyDict, Box, Munch, addict, yacs), OmegaConf's and ml_collections' containers, and plain
objects of a class of the program's own. No attribute, property or method of theirs is called."""

DEEPEST = 8
MOST = 1000


def tree(value, depth=0):
    """A holder and the holders inside it as dictionaries and lists; every other value as it is."""
    kind = type(value)
    if kind in (list, tuple) and depth < DEEPEST:
        return [tree(item, depth + 1) for item in value[:MOST]]
    if kind.__module__.startswith("omegaconf.") and kind.__name__ not in ("DictConfig", "ListConfig"):
        return tree(vars(value).get("_val"), depth)
    inner = items(value)
    if inner is None or depth >= DEEPEST:
        return value
    if type(inner) is dict:
        return {name: tree(item, depth + 1) for name, item in list(inner.items())[:MOST]}
    return [tree(item, depth + 1) for item in inner[:MOST]]


def items(value):
    """The mapping, or the list, that a holder has; None where it is none."""
    kind = type(value)
    if kind is dict:
        return value
    if kind.__module__ in ("builtins", "torch", "numpy") or isinstance(value, type):
        return None
    if kind.__module__.startswith("omegaconf.") and kind.__name__ in ("DictConfig", "ListConfig"):
        content = vars(value).get("_content")
        return content if type(content) in (dict, list) else None
    attributes = load("values")["attributes"]
    if kind.__name__.endswith("ConfigDict") and "_fields" in attributes(value):
        return attributes(value)["_fields"]
    if kind.__module__ == "mmengine.config.config" and kind.__name__ == "Config":
        return items(attributes(value).get("_cfg_dict"))
    return load("values")["members"](value)


def of_class(kind, is_own, depth=0):
    """The constants of a class and of those it is derived from, if all are the program's own; inner classes inside."""
    out = {}
    for base in reversed(type.__dict__["__mro__"].__get__(kind)[:-1]):
        if not is_own(base):
            return {}
        for name, value in list(base.__dict__.items()):
            if type(name) is not str or name.startswith("_") or callable_or_descriptor(value):
                continue
            if isinstance(value, type):
                inner = of_class(value, is_own, depth + 1) if depth < 4 and value.__qualname__ == base.__qualname__ + "." + name else {}
                if inner:
                    out[name] = inner
            else:
                out[name] = value
    return out


def callable_or_descriptor(value):
    return type(value).__name__ in ("function", "property", "classmethod", "staticmethod", "cached_property",
                                    "member_descriptor", "getset_descriptor", "builtin_function_or_method")
