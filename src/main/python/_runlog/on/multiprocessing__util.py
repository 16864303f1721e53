"""Workers of multiprocessing end with os._exit, past atexit; this is the last thing that they call before."""


def attach(util, probe):
    if not probe.is_stdlib(util):
        return

    def ended(frame, args, kwargs, result):
        if probe.role in ("worker", "fork"):
            probe.exit()

    probe.wrap(util, "_exit_function", ended)
