"""vCards as ical.js reads them (MPL-2.0; from npm, run by the Node.js of Playwright or the system's): jCard, RFC 7095.

`npm ci --prefix tests/export` installs it.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MODULE = HERE / "node_modules" / "ical.js" / "dist" / "ical.js"
SCRIPT = """
import { readFileSync } from "node:fs";
const { default: ICAL } = await import(process.argv[1]);
const cards = JSON.parse(readFileSync(0, "utf-8"));
process.stdout.write(JSON.stringify(cards.map((card) => ICAL.parse(card))));
"""


def node():
    """The program that runs JavaScript; None where there is none."""
    try:
        from playwright._impl._driver import compute_driver_executable
    except ImportError:
        return shutil.which("node")
    found = compute_driver_executable()
    return str(found[0] if isinstance(found, tuple) else found)


def read(cards):
    """Read vCards, each alone: the properties of each, as name, parameters, type and values."""
    program = node()
    if (program is None or not MODULE.exists()) and not os.environ.get("CARDSCAN_TEST_EVERYTHING"):
        pytest.skip("needs ical.js: npm ci --prefix tests/export")
    command = [program, "--input-type=module", "--eval", SCRIPT, MODULE.as_uri()]
    texts = json.dumps([card.decode() for card in cards])
    done = subprocess.run(
        command, input=texts, capture_output=True, text=True, encoding="utf-8", check=True, timeout=60
    )
    return [card[1] for card in json.loads(done.stdout)]


def the(card, name):
    """The properties of a name: parameters, and the value or values."""
    found = [(one[1], one[3:]) for one in card if one[0] == name]
    return [(parameters, values[0] if len(values) == 1 else values) for parameters, values in found]
