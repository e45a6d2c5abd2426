"""`python -m makegood` is `makegood`."""

from makegood.interfaces.console.app import main

main()
