"""What functions remember of texts they were given, to be quicker the next time: emptied when a person is erased."""

import gc
from functools import _lru_cache_wrapper


def settle() -> None:
    """Spare what is kept for long the search for garbage, which would take longer than an answer may."""
    gc.collect()
    gc.freeze()


def forget() -> None:
    """Empty the caches of bounded size, also those of libraries: texts of cards and letters pass through them.

    They are found where they are, so that none that is added later is forgotten here. Word lists are in unbounded ones.
    """
    gc.unfreeze()
    for one in gc.get_objects():
        if isinstance(one, _lru_cache_wrapper) and one.cache_info().maxsize is not None:
            one.cache_clear()
