"""`runs`: the recorded runs."""

HELP, ORDER = "list recorded runs, show, export, delete them, or go on with one", 8
METAVAR = "ACTION"
