from __future__ import annotations
import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parents[1]))
import multiprocessing, time
from concurrent.futures import ProcessPoolExecutor
from callers import CALLERS
from matrix.cells import ROWS, impossible, places, run

if __name__ == "__main__":
    rows = [r for r in ROWS if len(sys.argv) < 2 or r.startswith(sys.argv[1])]
    clients = [c for c in CALLERS if len(sys.argv) < 3 or c == sys.argv[2]]
    tasks = {c: [p for p in places([c], rows) if not impossible(p)] for c in clients}
    b = time.perf_counter()
    with ProcessPoolExecutor(5, multiprocessing.get_context("spawn")) as pool:
        res = list(pool.map(run, tasks.values()))
    n = 0
    for cells in res:
        for cell in cells:
            n += 1
            if cell.problems:
                print(cell.place, cell.order, *cell.problems, sep="\n   ")
    print(n, time.perf_counter() - b)
