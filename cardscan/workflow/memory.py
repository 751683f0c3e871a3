"""What functions remember of texts they were given, to be quicker the next time: emptied when a person is erased."""

import gc
from functools import _lru_cache_wrapper


def forget() -> None:
    """Empty the caches of bounded size: texts of cards and letters pass through them; word lists are in unbounded ones.

    They are found where they are, so that none that is added later is forgotten here.
    """
    for one in gc.get_objects():
        if (
            isinstance(one, _lru_cache_wrapper)
            and str(getattr(one, "__module__", "")).startswith("cardscan.")
            and one.cache_info().maxsize is not None
        ):
            one.cache_clear()
