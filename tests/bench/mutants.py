"""Reads 5,000 damaged photos: each is answered or named, within seconds.

``python tests/bench/mutants.py [COUNT [SEED]]``
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "support"))
from damaged_photos import mutants

from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.photos.reading import read_photo

SECONDS = 5


def main(count: int = 5000, seed: int = 1) -> None:
    """Ends with an error at the first one that is neither answered nor named, or takes too long."""
    answered = slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mutant")
        for number, (name, data) in enumerate(mutants(count, seed)):
            path.write_bytes(data)
            start = time.thread_time()
            try:
                read_photo(path, 20)
                answered += 1
            except PhotoError:
                pass
            except Exception as error:
                raise SystemExit(f"Mutant {number} of {name} raised {error!r}.") from error
            slowest = max(slowest, time.thread_time() - start)
            if slowest > SECONDS:
                raise SystemExit(f"Mutant {number} of {name} took {slowest:.1f} s.")
    print(f"{count} mutants: {answered:.0f} answered, the others named; the slowest took {slowest:.2f} s.")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
