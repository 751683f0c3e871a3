"""The parts of the reading that can be taken out one at a time, to see what each is worth (benchmarks/ablations.py)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parts:
    """What takes part in a reading.

    Args:
        model: The line model's voice in who is who.
        cross_evidence: What fields say for one another: mailbox and name, domain and firm, mending what two agree on.
        codes: QR and other codes.
    """

    model: bool = True
    cross_evidence: bool = True
    codes: bool = True


ALL = Parts()
