"""`python -m tests.golden`: note the rates that the installed torch computes, beside those of other versions."""

from tests.golden.rates import computed, golden, version, write

write({**golden(), version(): computed()})
