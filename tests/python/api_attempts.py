"""Programs for ``check_program`` that go on after an exception: what each call raises is compared nevertheless."""

import numpy as np
from api_differential import NULL, check_program, check_refusal


def attempt(call, *args):
    """The result, or what stands for an exception."""
    try:
        return call(*args)
    except AssertionError:
        raise
    except Exception:
        return "raised"


def check_each(name, make, *more, **options):
    """Calls a function with the same first arguments and each of several lists of further ones."""
    check_calls(make, *((name, *rest) for rest in more), **options)


def check_calls(make, *calls, **options):
    """Calls several functions, each with further arguments, on the same first ones."""

    def program(call, *args):
        for name, *rest in calls:
            attempt(call, name, *args, *rest)

    check_program(program, make, **options)


def refused_without_an_array(name, *more, **options):
    """What the first argument must be."""
    for wrong in (NULL, [1, 2], np.float64(1)):
        check_refusal(name, lambda wrong=wrong: (wrong, *more), match="^expected an? (nd)?array, not ", **options)
