"""The composed configuration of a Hydra job, before the job and again after it; each job of a multirun apart. Resolvers
are never run: of interpolations only references to other values are followed."""

import time


def attach(utils, probe):
    original = getattr(utils, "run_job", None)
    if type(original).__name__ != "function":
        probe.emit("gap", field="config", why="this version of Hydra is not understood")
        return
    jobs = Jobs(probe)

    # no wrapper of the usual kind: a job runs inside, with everything else that is to be seen
    def run_job(*args, **kwargs):
        job = probe.guard(jobs.begin, args, kwargs)
        result = None
        try:
            result = original(*args, **kwargs)
        except BaseException as error:
            error.__traceback__ = error.__traceback__.tb_next
            raise
        finally:
            if job is not None:
                probe.guard(job.end, result)
        return result

    run_job.__wrapped__ = original
    run_job.__doc__, run_job.__module__ = original.__doc__, original.__module__
    run_job.__qualname__ = original.__qualname__
    utils.run_job = run_job


class Jobs:
    def __init__(self, probe):
        self.probe = probe
        self.count = 0

    def begin(self, args, kwargs):
        config = kwargs["config"] if "config" in kwargs else args[1]
        if self.probe.role != "main":
            return None
        values = task(self.probe, config)
        hydra = self.probe.load("holders")["tree"](vars(config)["_content"].get("hydra"))
        job = hydra.get("job") or {}
        several = kwargs.get("job_subdir_key") is not None
        number = job.get("num") if several and type(job.get("num")) is int else self.count
        self.count += 1
        return Job(self.probe, str(number) if several else None, values, hydra)


class Job:
    def __init__(self, probe, number, values, hydra):
        self.probe = probe
        self.number = number
        self.start = time.time()
        if number is not None:
            probe.emit("job", id=number, start=self.start)
            probe.job = number
        defaults = without(values, [word for word in (hydra.get("overrides") or {}).get("task") or () if type(word) is str])
        self.found = probe.load("options")["found"](probe, "hydra", values, defaults)

    def end(self, result):
        config = getattr(result, "cfg", None)
        if config is not None and self.found is not None:
            self.probe.moments_left += 1
            self.found.changed(task(self.probe, config))
        if self.number is not None:
            self.probe.emit("job", id=self.number, start=self.start, end=True)
            self.probe.job = None


def task(probe, config):
    """The program's own part of a configuration."""
    values = probe.load("holders")["tree"](config)
    return probe.load("references")["referred"]({name: value for name, value in values.items() if name != "hydra"})


def without(values, overrides):
    """What was not typed."""
    out = copied(values)
    for word in overrides:
        path = word.lstrip("+~").partition("=")[0].partition("@")[0].split(".")
        here = out
        for name in path[:-1]:
            here = here.get(name) if type(here) is dict else None
        if type(here) is dict and type(here.get(path[-1])) is not dict or "{" in word:
            here.pop(path[-1], None) if type(here) is dict else None
    return out


def copied(values):
    return {name: copied(item) if type(item) is dict else item for name, item in values.items()}
