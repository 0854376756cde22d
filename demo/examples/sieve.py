"""Prime numbers by the sieve of Eratosthenes, with the time it takes."""

import sys

from pyscript import HTML, display, window

LIMIT = 200_000


def primes_below(limit):
    """How many primes there are below a number."""
    is_prime = [True] * limit
    is_prime[0] = is_prime[1] = False
    for number in range(2, int(limit**0.5) + 1):
        if is_prime[number]:
            for multiple in range(number * number, limit, number):
                is_prime[multiple] = False
    return sum(is_prime)


there = window.performance.now()
count = primes_below(LIMIT)
computed = window.performance.now() - there

version = ".".join(str(part) for part in sys.implementation.version[:3])
display(
    HTML(
        f"""<dl>
              <dt>Version</dt><dd>{sys.implementation.name} {version}</dd>
              <dt>There after</dt><dd>{there:.0f} ms</dd>
              <dt>Primes below {LIMIT:,}</dt><dd>{count:,}</dd>
              <dt>Computed in</dt><dd>{computed:.0f} ms</dd>
            </dl>"""
    ),
    append=False,
)
