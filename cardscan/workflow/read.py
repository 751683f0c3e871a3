"""The stateless use case: read photos and keep nothing."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from cardscan.model import Failure, PhotoResult
from cardscan.ocr import engines
from cardscan.pipeline import warm
from cardscan.workflow.photos import expand

Reader = Callable[[Sequence[Path]], Iterator[PhotoResult]]


def read(
    paths: Sequence[Path],
    *,
    engine: str | None = None,
    languages: Sequence[str] = (),
    region: str | None = None,
    check_dns: bool = False,
    crops: bool = True,
    workers: int | None = None,
    executor: str | None = None,
    reader: Reader | None = None,
) -> Iterator[PhotoResult]:
    """Yield what is on each photo, in the order of the paths; folders are expanded, an empty one is a failure.

    The cards' pictures are made where `crops` says so.

    Raises:
        CardscanError: The engine is not there, or nobody reads at `executor`.
    """
    found = list(expand(paths))
    photos = [photo for photo in found if isinstance(photo, Path)]
    if reader is None:
        if photos and executor is None:
            workers = 1 if len(photos) == 1 else workers  # models for one caller are loaded sooner
            warm.start(engine or engines.DEFAULT, workers)  # while the rest is imported
        from cardscan.pipeline.read import read_photos

        reader = partial(
            read_photos,
            engine=engine or engines.DEFAULT,
            languages=languages,
            region=region,
            check_dns=check_dns,
            crops=crops,
            workers=workers,
            executor=executor,
        )
    results = reader(photos) if photos else iter(())
    for one in found:
        if isinstance(one, Failure):
            yield PhotoResult(one.path, None, failure=one)
        else:
            yield next(results)
