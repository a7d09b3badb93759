"""Times OpenCV's imread, two threads: python decoding.py FILE ..., one JSON line a file. The picture is in memory once before, as the file is in the cache of the system."""
import json
import sys
import time

import cv2

cv2.setNumThreads(2)
for path in sys.argv[1:]:
    times = []
    for _ in range(7):
        start = time.perf_counter()
        cv2.imread(path, cv2.IMREAD_COLOR)
        times.append(time.perf_counter() - start)
    print(json.dumps({"case": path, "ms": sorted(times[2:])[2] * 1e3}), flush=True)
