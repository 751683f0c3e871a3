"""Photos that the user moved, and event folders that were renamed, are known again by their content."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from cardscan.errors import PhotoError
from cardscan.settings.workspace import Workspace
from cardscan.store.photos import StoredPhoto
from cardscan.store.store import Store
from cardscan.workflow.photos import home
from cardscan.workflow.plan import Item
from cardscan.workflow.seen import Seen

Key = tuple[str, str | None]


def follow(store: Store, workspace: Workspace, items: Sequence[Item], seen: Seen) -> int:
    """Bring the store to where the photos are now, in one transaction; count the photos that changed their event.

    A folder that is gone, and whose photos are in one that is new, was renamed: its event goes along with all that
    belongs to it. Any other photo that is gone from where it was and here now was moved by itself.
    """
    stock = _Stock(workspace, seen, {item.key for item in items})
    stock.learn(store.photos.find())
    with store.transaction():
        renamed = _follow_folders(store, stock, items)
        moved = sum(_follow_photo(store, stock, item) for item in items)
    return renamed + moved


@dataclass(slots=True)
class _Stock:
    """What the store knows of photos by their content, and what this run found."""

    workspace: Workspace
    seen: Seen
    here: set[Key]
    known: dict[Key, StoredPhoto] = field(default_factory=dict)
    by_content: defaultdict[str, list[StoredPhoto]] = field(default_factory=lambda: defaultdict(list))

    def learn(self, photos: Iterable[StoredPhoto]) -> None:
        self.known.clear()
        self.by_content.clear()
        for photo in photos:
            self._learn(photo)

    def move(self, photo: StoredPhoto, event: str | None, path: str) -> None:
        """Know one photo in its new place: it has a content, else nobody could tell that it is the same."""
        self.known.pop((photo.sha256 or "", photo.event), None)
        self.by_content[photo.sha256 or ""].remove(photo)
        self._learn(replace(photo, event=event, path=path))

    def _learn(self, photo: StoredPhoto) -> None:
        if photo.sha256 is not None:
            self.known[photo.sha256, photo.event] = photo
            self.by_content[photo.sha256].append(photo)

    def lost(self, item: Item) -> StoredPhoto | None:
        """Answer the stored photo of the item's content that is not where it was: the likeliest, where several are."""
        event = PurePosixPath(item.key[1] or "").name
        gone = (photo for photo in self.by_content[item.sha256] if self._is_gone(photo))
        return max(
            gone, key=lambda photo: (PurePosixPath(photo.event or "").name == event, photo.read_at), default=None
        )

    def is_misplaced(self, photo: StoredPhoto) -> bool:
        """Tell whether something else, or nothing, is at the photo's path."""
        path = self.workspace.root / photo.path
        try:
            return not path.is_file() or self.seen.sha256(path) != photo.sha256
        except (PhotoError, OSError):
            return False  # it may well be there: nobody may look

    def _is_gone(self, photo: StoredPhoto) -> bool:
        return (photo.sha256, photo.event) not in self.here and self.is_misplaced(photo)


def _follow_folders(store: Store, stock: _Stock, items: Sequence[Item]) -> int:
    """Rename the events whose folders were renamed; the largest folder takes the name where one was split."""
    stored = {event.folder for event in store.events.all()}
    folders = Counter(item.event.folder for item in items if item.event and item.event.folder not in stored)
    renamed = 0
    for folder, _ in folders.most_common():
        lost = (stock.lost(item) for item in items if item.event and item.event.folder == folder)
        sources = Counter(photo.event for photo in lost if photo and photo.event)
        source = next((event for event, _ in sources.most_common(1)), None)
        if source and not (home(stock.workspace) / source).is_dir():
            store.events.rename(source, folder)
            stock.learn(store.photos.find())
            renamed += sources[source]
    return renamed


def _follow_photo(store: Store, stock: _Stock, item: Item) -> bool:
    """Note where a known photo is now; tell whether that is another event."""
    event, path = item.key[1], stock.workspace.relative(item.path)
    photo = stock.known.get(item.key)
    if photo:
        if photo.path != path and stock.is_misplaced(photo):
            store.photos.move(item.sha256, event, event, path)
        return False
    photo = stock.lost(item)
    if photo is None:
        return False
    store.photos.move(item.sha256, photo.event, event, path)
    stock.move(photo, event, path)
    return True
