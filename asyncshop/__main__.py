"""`python -m asyncshop`."""

import sys

from asyncshop.cli import main

sys.exit(main())
