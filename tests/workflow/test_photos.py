from pathlib import Path

from cardscan.model import Failure
from cardscan.settings.workspace import create
from cardscan.workflow.photos import event_key, expand, gather, natural


def test_natural_order():
    names = ["IMG_10.jpg", "img_9.jpg", "IMG_9a.jpg", "a.jpg"]
    assert sorted(names, key=natural) == ["a.jpg", "img_9.jpg", "IMG_9a.jpg", "IMG_10.jpg"]


def test_expand_keeps_the_order_of_the_arguments(tmp_path):
    for name in ("b/2.jpg", "b/c/1.jpg", "b/.hidden.jpg", "b/note.txt", "a.jpg", "empty/x.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = list(expand([tmp_path / "b", tmp_path / "gone.jpg", tmp_path / "empty", tmp_path / "a.jpg"]))
    assert [str(one.path if isinstance(one, Failure) else one) for one in found] == [
        str(tmp_path / name) for name in ("b/2.jpg", "b/c/1.jpg", "gone.jpg", "empty", "a.jpg")
    ]
    assert isinstance(found[3], Failure)


def test_which_folders_are_events(tmp_path):
    top = tmp_path / "ws"
    assert event_key(top / "Fair", top) == "Fair"
    assert event_key(top / "2026" / "Fair", top) == "2026/Fair"
    assert event_key(top, top) is None
    assert event_key(tmp_path / "Downloads", top) is None
    assert event_key(tmp_path / "2026-11-19 Fair", top) == "../2026-11-19 Fair"
    dated = tmp_path / "2026-11-19 Fair"
    assert event_key(dated, dated) == "."


def test_the_same_photo_given_twice_is_taken_once(tmp_path):
    workspace, _ = create(tmp_path)
    photo = tmp_path / "Fair" / "1.jpg"
    photo.parent.mkdir()
    photo.touch()
    gatherings, failures = gather(workspace, [photo, tmp_path / "Fair", Path(photo)])
    assert failures == []
    assert [gathering.photos for gathering in gatherings] == [[photo]]


def test_what_explain_drew_is_no_photo(tmp_path):
    workspace, _ = create(tmp_path)
    for name in ("Fair/1.jpg", "Fair/explained-1.png", "Fair/explained.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (gathering,) = gather(workspace, [])[0]
    assert [path.name for path in gathering.photos] == ["explained.jpg", "1.jpg"]
