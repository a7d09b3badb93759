"""Products of square matrices by NumPy, which calls the BLAS that it was built with (OpenBLAS), with two threads: python products.py SIZE ..., one JSON line a size."""
import json
import os
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "2")
import numpy  # noqa: E402, after the number of threads is set

for size in map(int, sys.argv[1:]):
    generator = numpy.random.default_rng(1)
    a, b = generator.random((size, size), numpy.float32), generator.random((size, size), numpy.float32)
    c = numpy.empty((size, size), numpy.float32)
    times = []
    for _ in range(7):
        start = time.perf_counter()
        numpy.matmul(a, b, out=c)
        times.append(time.perf_counter() - start)
    print(json.dumps({"case": str(size), "ms": sorted(times[2:])[2] * 1e3}), flush=True)
