import json
import subprocess
import sys
import time

import pytest

HEAVY = (
    "cv2",
    "numpy",
    "PIL",
    "sqlalchemy",
    "openvino",
    "onnxruntime",
    "rapidocr",
    "phonenumbers",
    "holidays",
    "babel",
)

PROBE = """
import json, sys
from cardscan.cli.main import run
code = run(sys.argv[1:])
print(json.dumps([code, sorted(name for name in sys.modules if "." not in name)]), file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["process", "--help"], ["read", "--help"], ["oops"]])
def test_what_needs_no_library_loads_none(arguments):
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, timeout=60, check=True
    )
    _, modules = json.loads(done.stderr.splitlines()[-1])
    assert "click" in modules
    assert set(modules) & set(HEAVY) == set()


def test_help_is_instant():
    command = [sys.executable, "-m", "cardscan.cli.main", "--help"]
    took = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, timeout=60, check=True)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.6  # 0.1 s on an idle machine; the suite may run on a busy one
