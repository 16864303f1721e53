"""Functions seen from outside: called once, first, with the same arguments; only their success is looked at."""

import _thread
import sys

_state = _thread._local()


def wrap(probe, owner, name, after, group="inside", before=None, swap=False):
    """`before(frame, args, kwargs)` and `after` see calls that are outermost among those of their group: a call that lasts
    as long as the training, or runs the user's code, has a group of its own, so that what happens inside it is seen too.
    With `swap` what `after` returns, if anything, takes the place of the result."""
    original = getattr(owner, name)
    if not callable(original):  # a module of the program's with the name of a library
        raise TypeError(name)
    # a bound method such as random.seed stays one: it is pickled together with its object
    bound = getattr(original, "__self__", None)
    if isinstance(owner, type) or isinstance(bound, (type, type(sys))):
        bound = None
    skip = 0 if bound is None else 1

    def wrapper(*args, **kwargs):
        here = _state.__dict__
        outermost = not here.get(group)
        if outermost and before is not None and not probe.stopped:
            probe.guard(before, sys._getframe(1), args[skip:], kwargs)
        here[group] = True
        try:
            result = original(*args[skip:], **kwargs)
        except BaseException as error:
            # a bare raise adds no line for this frame, so from Python 3.11 on the traceback reads as without us
            error.__traceback__ = error.__traceback__.tb_next
            raise
        finally:
            if outermost:
                here[group] = False
        if outermost and after is not None and not probe.stopped:
            other = probe.guard(after, sys._getframe(1), args[skip:], kwargs, result)
            return other if swap and other is not None else result
        return result

    wrapper.__dict__.update(getattr(original, "__dict__", ()))
    wrapper.__wrapped__ = original if bound is None else getattr(type(bound), name)
    wrapper.__name__ = getattr(original, "__name__", name)
    wrapper.__doc__ = original.__doc__
    # a function is pickled by reference: to the place where it is installed
    prefix = owner.__qualname__ + "." if isinstance(owner, type) else ""
    wrapper.__module__ = owner.__module__ if isinstance(owner, type) else owner.__name__
    wrapper.__qualname__ = prefix + name if bound is None else getattr(original, "__qualname__", name)
    setattr(owner, name, wrapper if bound is None else type(probe.guard)(wrapper, bound))
