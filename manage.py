#!/usr/bin/env python3
"""The one command of the house: `up`, `test`, and every other Django command."""

import sys

if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("Python 3.11 or newer is needed; this is %d.%d." % sys.version_info[:2])
    from config.launcher import main

    sys.exit(main(sys.argv))
