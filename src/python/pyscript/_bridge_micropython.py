"""How JavaScript calls the functions of a bridged file on MicroPython with nothing but what has to be in
between.

A caller has a fixed number of arguments where there are few: that is quicker.
"""


def callers(fail):
    """Return functions that make callers, by the number of arguments, and one that takes what was returned
    last."""
    # The value returned last is held: garbage is collected before it is handed over.
    held = None

    def none(function):
        def call():
            nonlocal held
            try:
                held = function()
                return held
            except BaseException as error:
                held = fail(error)
                return held

        return call

    def one(function):
        def call(a):
            nonlocal held
            try:
                held = function(a)
                return held
            except BaseException as error:
                held = fail(error)
                return held

        return call

    def two(function):
        def call(a, b):
            nonlocal held
            try:
                held = function(a, b)
                return held
            except BaseException as error:
                held = fail(error)
                return held

        return call

    def three(function):
        def call(a, b, c):
            nonlocal held
            try:
                held = function(a, b, c)
                return held
            except BaseException as error:
                held = fail(error)
                return held

        return call

    def more(function):
        def call(*args):
            nonlocal held
            try:
                held = function(*args)
                return held
            except BaseException as error:
                held = fail(error)
                return held

        return call

    def take():
        nonlocal held
        value = held
        held = None
        return value

    return (none, one, two, three, more), take
