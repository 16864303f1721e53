"""sacred: the configuration of a run before it starts."""


def attach(module, probe):
    options, holders = probe.load("options"), probe.load("holders")

    def after(frame, args, kwargs, result):
        config = vars(result).get("config")
        if isinstance(config, dict) and probe.role == "main":
            options["found"](probe, "sacred", holders["tree"](config), owner=result, look=lambda run: holders["tree"](vars(run)["config"]))

    probe.wrap(module, "create_run", after)
