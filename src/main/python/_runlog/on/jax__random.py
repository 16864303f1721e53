"""JAX keys made from a number: PRNGKey and key. Inside a traced function the number is none, and nothing is recorded."""


def attach(module, probe):
    seeds = probe.load("seeds")
    for name in ("PRNGKey", "key"):
        if hasattr(module, name):
            seeds["observe"](probe, "jax", module, name, seeds["whole"])
