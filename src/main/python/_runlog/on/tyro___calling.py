"""What tyro passes to a function, and the object that it makes of a class. The last thing that tyro does before it calls
the program's function is to make a `partial` of it: seen there, no program runs inside this."""


def attach(calling, probe):
    options, objects, values = probe.load("options"), probe.load("objects"), probe.load("values")
    if not hasattr(calling, "partial"):
        probe.emit("gap", field="config", why="this version of tyro is not known: its options are not seen")
        return
    seen = []

    def found(frame, partial):
        """The object of a class when the class has made it, the arguments of a function at once."""
        function = partial.func
        caller = options["outside"](frame, "tyro", "functools")
        place = options["place"](caller)
        main = probe.role == "main" and options["is_programs"](probe, caller)
        default = values["members"](frame.f_locals.get("default_instance"))
        more = {} if default is None else {"defaults": default}

        def made(value):
            if not any(value is one for one in seen):
                seen.append(value)
                objects["found"](probe, "tyro", value, main, place, **more)

        if not isinstance(function, type):
            arguments = dict(zip(objects["names"](function, len(partial.args)), partial.args), **partial.keywords)
            defaults = objects["of_function"](function)
            options["found"](probe, "tyro", arguments, defaults, main, place)
            for name, value in arguments.items():
                if hasattr(type(value), "__dataclass_fields__"):
                    inner = values["members"](defaults.get(name)) or objects["defaults"](type(value))
                    objects["found"](probe, "tyro", value, main, place, name, defaults={name: inner})
            return None
        if function.__name__ == "DummyWrapper":
            for value in list(partial.args) + list(partial.keywords.values()):
                probe.guard(made, value)
            del seen[:]
            return None

        def construct():
            try:
                value = partial()
            except BaseException as error:
                error.__traceback__ = error.__traceback__.tb_next
                raise
            probe.guard(made, value)
            return value

        return construct

    def after(frame, args, kwargs, result):
        return found(frame, result)

    probe.wrap(calling, "partial", after, "options", swap=True)
