"""`python -m numpy_hpy`: the same as the command `numpy-hpy`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
