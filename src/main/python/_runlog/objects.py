"""Options that are one object: an instance of a dataclass or of another class that is made to hold values."""


def found(probe, origin, value, main, caller, under="", tree=None, **more):
    """Sends an object's values, under its name if it has one among the options, and follows it; `tree` makes what is
    recorded of each value. False where the object is of no class that holds values."""
    values = probe.load("values")
    members = values["members"](value)
    if not members:
        return False
    kind = type(value)
    more.setdefault("defaults", put(defaults(kind), under))
    if getattr(kind, "__weakrefoffset__", 0) and type(value) is not dict:
        more["owner"] = value
        if not getattr(kind, "__dictoffset__", 0) or issubclass(kind, dict):
            more["look"] = values["members"]
    fields, options = getattr(kind, "__dataclass_fields__", None), probe.load("options")

    def shape(mapping):
        """What is no field is an option only where it is a plain value: post-init code keeps other things there too."""
        public = values["public"](mapping)
        return put({name: item if tree is None else tree(item) for name, item in public.items()
                    if type(fields) is not dict or name in fields or options["is_plain"](item)}, under)

    options["found"](probe, origin, members, main=main, caller=caller, shape=shape, **more)
    return True


def put(mapping, under):
    return {under: mapping} if under else mapping


def defaults(kind, depth=0):
    """The defaults that a class declares, as far as they can be had without running any of its code."""
    out = {}
    fields = getattr(kind, "__dataclass_fields__", None)
    if type(fields) is dict and depth < 6:
        for name, field in fields.items():
            value, factory = field.default, field.default_factory
            if not is_missing(value):
                out[name] = value
            elif factory in (list, dict, set, tuple):
                out[name] = factory()
            elif isinstance(factory, type) and hasattr(factory, "__dataclass_fields__"):
                out[name] = defaults(factory, depth + 1)
        return out
    for field in getattr(kind, "__attrs_attrs__", ()):
        if type(field.default).__name__ not in ("_Nothing", "Factory"):
            out[field.name] = field.default
    fields = getattr(kind, "__pydantic_fields__", None)
    for name, field in fields.items() if type(fields) is dict else ():
        if type(field.default).__name__ != "PydanticUndefinedType":
            out[name] = field.default
    return out


def is_missing(value):
    return type(value).__name__ == "_MISSING_TYPE"


def of_function(function):
    """The defaults of a function's parameters."""
    function = getattr(function, "__func__", function)
    code, values = getattr(function, "__code__", None), getattr(function, "__defaults__", None) or ()
    if code is None:
        return {}
    names = code.co_varnames[: code.co_argcount]
    out = dict(zip(names[len(names) - len(values) :], values))
    out.update(getattr(function, "__kwdefaults__", None) or {})
    return out


def names(function, count):
    """The names of a function's first parameters, without that of its object."""
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    skip = 1 if hasattr(function, "__self__") else 0
    return list(code.co_varnames[skip : min(code.co_argcount, count + skip)]) if code is not None else []
