"""The operations of the link, each one call of ``_pyscript_host.link`` that returns what the page answered.

They take and return scalars, and text that begins with ``MARK`` for everything else: see :mod:`_link_values`.
"""

import _pyscript_host

link = _pyscript_host.link

if link.suspends:
    from ._runner import run_sync as _wait

    # An answer that is known at once is text, a boolean or nothing; any other is a promise.
    def _waiting(function):
        def call(*args):
            answer = function(*args)
            return answer if answer is None or type(answer) is str or type(answer) is bool else _wait(answer)

        return call

else:

    def _waiting(function):
        return function


# Not made in a loop: each is a global that editors find.
link_get = _waiting(link.get)
link_put = _waiting(link.set)
link_get_function = _waiting(link.get_function)
link_call = _waiting(link.call)
link_apply = _waiting(link.apply)
link_construct = _waiting(link.construct)
link_host = _waiting(link.host)
link_host_wait = _waiting(link.host_wait)
link_host_tell = _waiting(link.host_tell)
link_resume = _waiting(link.resume)
link_has = _waiting(link.has)
link_item = _waiting(link.item)
link_set_item = _waiting(link.set_item)
link_remove_item = _waiting(link.remove_item)
link_remove = _waiting(link.remove)
link_names = _waiting(link.names)
link_items = _waiting(link.items)
link_iterator = _waiting(link.iterator)
link_next = _waiting(link.next)
link_length = _waiting(link.length)
link_bytes = _waiting(link.bytes)
link_string = _waiting(link.string)
link_copy = _waiting(link.copy)
link_same = _waiting(link.same)
link_gather = _waiting(link.gather)
