"""The verbs of the command line, one file each.

A verb's file is named as the verb is. It declares HELP, its line in `--help`; ORDER, its place there; `add_arguments`;
and `run`, which returns the exit code or raises ExpectedError. Until it runs, the standard library is enough for it.
A package, as `runs`, declares HELP, ORDER and METAVAR, and its files are verbs of its own.
"""
