"""Import the modules that are named, and tell what that took: `{"cpu", "wall"}` in seconds.

Nothing is imported here that they could need.
"""

import sys
import time

cpu, wall = time.process_time(), time.perf_counter()
for name in sys.argv[1:]:
    __import__(name)
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
print(f'{{"cpu": {cpu}, "wall": {wall}}}')
