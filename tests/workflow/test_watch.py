import threading
from contextlib import contextmanager
from datetime import date
from time import monotonic, sleep

import pytest
from fake_reader import FakeReader, card, photo
from filelock import FileLock

from cardscan.errors import CardscanError
from cardscan.model import Failure, PhotoResult
from cardscan.settings.workspace import create
from cardscan.store.open import open_store
from cardscan.workflow import alarm
from cardscan.workflow import watch as watching
from cardscan.workflow.process import Options, process
from cardscan.workflow.settling import Backoff, Pace
from cardscan.workflow.watched import Watched

QUICK = Pace(tick=0.01, quiet=0.05, hold=0.2, beat=0.1, patience=0.01, retry=0.02)
PATIENT = 60  # seconds that a loaded machine may take; nothing is asserted of how long anything takes


class Listener:
    """An audience that remembers what it was told."""

    def __init__(self):
        self.looks = 0
        self.unfinished = 0
        self.runs = []
        self.kept = []
        self.failures = []
        self.troubles = []
        self.moves = []

    def waiting(self, unfinished):
        self.unfinished = unfinished
        self.looks += 1

    def progress(self, results, total):
        return results

    def tell(self, summary):
        self.kept = [*summary.added]

    def ran(self, summary):
        self.runs.append(summary)

    def failed(self, failure):
        self.failures.append((failure.path.name, failure.code))

    def trouble(self, error):
        self.troubles.append(error.message)

    def away(self, path):
        self.moves.append(("away", path))

    def back(self, path):
        self.moves.append(("back", path))

    @property
    def names(self):
        return [met.name for run in self.runs for met in run.added]

    def until(self, true):
        """Wait for something to come true, while the watch is at work."""
        end = monotonic() + PATIENT
        while not true():
            assert self.thread.is_alive(), self.errors
            assert monotonic() < end, "it never came to pass"
            sleep(0.005)

    def look_again(self, times=3):
        """Wait for some more looks."""
        before = self.looks
        self.until(lambda: self.looks >= before + times)


@contextmanager
def watched(workspace, *paths, reader=None, pace=QUICK, **options):
    """A watch in a thread, until the block ends."""
    stop, heard, errors = threading.Event(), Listener(), []
    heard.errors = errors
    heard.reader = reader or FakeReader()

    def work():
        try:
            watching.watch(workspace, paths, Options(**options), heard, reader=heard.reader, stop=stop, pace=pace)
        except BaseException as error:
            errors.append(error)

    heard.thread = thread = threading.Thread(target=work)
    thread.start()
    try:
        yield heard
    finally:
        stop.set()
        thread.join(PATIENT)
    assert not thread.is_alive()
    assert not errors, errors


@pytest.fixture(autouse=True)
def _listen_closely(monkeypatch):
    monkeypatch.setattr(alarm, "_SLICE", 0.02)
    monkeypatch.setattr(alarm, "_STEP", 0.01)


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still unless it is set."""

    class Clock:
        now = 1000.0

        def __call__(self):
            return self.now

    made = Clock()
    monkeypatch.setattr(watching, "monotonic", made)
    return made


def records(workspace):
    with open_store(workspace.database, create=False) as store:
        return store.records()


def test_what_is_there_and_what_comes_is_read(workspace, evening):
    with watched(workspace) as heard:
        heard.until(lambda: len(heard.names) == 4)
        photo(evening / "IMG_11.jpg", card("Eve Moon", "eve@moon.example"))
        heard.until(lambda: "Eve Moon" in heard.names)
        assert [met.name for met in heard.kept] == ["Eve Moon"]
        photo(workspace.root / "2026-11-20 Lunch" / "1.jpg", card("Fay Orr", "fay@orr.example"))
        heard.until(lambda: "Fay Orr" in heard.names)
        (evening / "notes.csv").write_text("name,note\nEve Moon,sails\n")
        heard.until(lambda: any(run.renewed for run in heard.runs))
        evening.rename(workspace.root / "Fair")
        heard.until(lambda: any(run.moved for run in heard.runs))
        heard.look_again()
    assert len(heard.reader.asked) == 5
    assert [one.contact.name.full for one in records(workspace)][-2:] == ["Eve Moon", "Fay Orr"]
    assert {one.events[0].folder for one in records(workspace)} == {"Fair", "2026-11-20 Lunch"}
    assert not heard.failures
    assert not heard.troubles


def test_a_growing_file_is_waited_for_however_long_it_takes(workspace, clock):
    path = workspace.root / "Fair" / "1.jpg"
    whole = photo(path, card("Anna Rossi", "anna@rossi.example")).read_bytes()
    path.write_bytes(whole[:10])
    with watched(workspace, pace=Pace(tick=0.01)) as heard:
        for end in range(10, len(whole), 20):
            with path.open("ab") as file:
                file.write(whole[path.stat().st_size : end])
            heard.look_again()
            clock.now += 0.9
        path.write_bytes(whole)
        heard.look_again()
        assert (heard.reader.asked, heard.unfinished) == ([], 1)
        clock.now += 8 * 3600  # the computer slept
        heard.until(lambda: heard.names == ["Anna Rossi"])
    assert len(heard.reader.asked) == 1


def test_a_download_is_read_when_it_has_its_name(workspace):
    """A browser holds the name with an empty file, and writes beside it."""
    path = workspace.root / "Fair" / "1.jpg"
    download = photo(path.with_name("1.jpg.part"), card("Anna Rossi", "anna@rossi.example"))
    path.touch()
    photo(path.with_name("2.jpg"), card("Bo Lind", "bo@lind.example"))
    with watched(workspace) as heard:
        heard.until(lambda: heard.names == ["Bo Lind"])
        heard.look_again(5)
        assert (heard.unfinished, heard.failures) == (1, [])
        download.rename(path)
        heard.until(lambda: "Anna Rossi" in heard.names)
    assert len(heard.reader.asked) == 2


def test_what_cannot_be_opened_yet_is_tried_again(workspace):
    class Locking(FakeReader):
        def __call__(self, paths):
            if len(self.asked) < 3:
                self.asked += paths
                return iter([PhotoResult(paths[0], None, failure=Failure(paths[0], "unreadable", "it is locked"))])
            return super().__call__(paths)

    photo(workspace.root / "Fair" / "1.jpg", card("Anna Rossi", "anna@rossi.example"))
    with watched(workspace, reader=Locking(), pace=Pace(tick=0.01, quiet=0.05, beat=0.1, retry=0.02)) as heard:
        heard.until(lambda: heard.names == ["Anna Rossi"])
    assert not heard.failures


def test_what_cannot_be_read_is_said_once_and_read_when_it_is_mended(workspace):
    class Careful(FakeReader):
        def __call__(self, paths):
            for path in paths:
                empty = path.exists() and not path.stat().st_size
                failed = PhotoResult(path, None, failure=Failure(path, "empty", "there is nothing in it"))
                yield from [failed] if empty else super().__call__([path])

    broken = photo(workspace.root / "Fair" / "1.jpg", fail="damaged")
    photo(workspace.root / "Fair" / "2.jpg", fail="unreadable")
    (workspace.root / "Fair" / "3.jpg").symlink_to("nowhere.jpg")
    (workspace.root / "Fair" / "4.jpg").touch()
    with watched(workspace, reader=Careful()) as heard:
        heard.until(lambda: len(heard.failures) == 4)
        photo(broken, card("Anna Rossi", "anna@rossi.example"))
        heard.until(lambda: heard.names == ["Anna Rossi"])
        heard.look_again(5)
    assert sorted(name for name, _ in heard.failures) == ["1.jpg", "2.jpg", "3.jpg", "4.jpg"]
    assert {code for _, code in heard.failures} == {"damaged", "unreadable", "vanished", "empty"}


def test_another_run_is_waited_for(workspace, evening):
    process(workspace, (), Options(), reader=FakeReader())
    lock = FileLock(workspace.lock)
    with watched(workspace) as heard:
        heard.until(lambda: heard.runs)
        with lock:
            photo(evening / "IMG_11.jpg", card("Eve Moon", "eve@moon.example"))
            heard.until(lambda: heard.troubles)
            heard.look_again(5)
            assert heard.reader.asked == []
        heard.until(lambda: heard.names == ["Eve Moon"])
    assert len(heard.troubles) == 1


def test_two_watches_read_each_photo_once(workspace):
    with watched(workspace) as one, watched(workspace) as other:
        one.until(lambda: one.runs and other.runs)
        for number in range(5):
            photo(workspace.root / "Fair" / f"{number}.jpg", card(f"Anna No{number}", f"a{number}@rossi.example"))
        one.until(lambda: len(one.names + other.names) >= 5)
        one.look_again()
        other.look_again()
    assert sorted(path.name for path in one.reader.asked + other.reader.asked) == [f"{n}.jpg" for n in range(5)]


def test_many_at_once_are_one_run(workspace, tmp_path):
    for number in range(40):
        photo(tmp_path / "phone" / f"{number}.jpg")
    with watched(workspace) as heard:
        heard.until(lambda: heard.runs)
        (tmp_path / "phone").rename(workspace.root / "2026-11-20 Fair")
        heard.until(lambda: len(heard.reader.asked) == 40)
        heard.until(lambda: len(heard.runs) > 1)
    assert [run.photos for run in heard.runs] == [0, 40]


def test_a_drive_that_is_taken_away_is_waited_for(workspace, evening, tmp_path):
    root, elsewhere = workspace.root, tmp_path / "elsewhere"
    with watched(workspace) as heard:
        heard.until(lambda: len(heard.names) == 4)
        root.rename(elsewhere)
        root.mkdir()  # the place where it was mounted
        heard.until(lambda: heard.moves)
        photo(elsewhere / evening.name / "IMG_11.jpg", card("Eve Moon", "eve@moon.example"))
        heard.look_again()
        assert list(root.iterdir()) == []
        root.rmdir()
        elsewhere.rename(root)
        heard.until(lambda: "Eve Moon" in heard.names)
        photo(evening / "IMG_12.jpg", card("Fay Orr", "fay@orr.example"))
        heard.until(lambda: "Fay Orr" in heard.names)
    assert heard.moves == [("away", root), ("back", root)]
    assert len(records(workspace)) == 6


def test_a_drive_that_is_taken_away_in_the_midst_of_a_run_costs_the_photo_in_hand(workspace, evening, tmp_path):
    class Pulling(FakeReader):
        def __call__(self, paths):
            for number, result in enumerate(super().__call__(list(paths))):
                if number == 1 and not heard.moves:
                    workspace.root.rename(tmp_path / "elsewhere")
                yield result

    with watched(workspace, reader=Pulling()) as heard:
        heard.until(lambda: heard.moves)
        (tmp_path / "elsewhere").rename(workspace.root)
        heard.until(lambda: heard.runs)
    assert not heard.troubles
    assert [one.contact.name.full for one in records(workspace)] == ["Anna Rossi", "Bo Lind", "Cy Young", "Dana Fox"]
    assert len(list(workspace.drafts.rglob("*.eml"))) == 4


def test_a_watched_folder_elsewhere_may_go_and_come(workspace, tmp_path):
    stick, drawer = tmp_path / "stick", tmp_path / "drawer"
    photo(stick / "1.jpg", card("Anna Rossi", "anna@rossi.example"))
    with watched(workspace, stick) as heard:
        heard.until(lambda: heard.names == ["Anna Rossi"])
        stick.rename(drawer)
        heard.until(lambda: heard.moves == [("away", stick)])
        drawer.rename(stick)
        photo(stick / "2.jpg", card("Bo Lind", "bo@lind.example"))
        heard.until(lambda: "Bo Lind" in heard.names)
    assert heard.moves == [("away", stick), ("back", stick)]
    assert not heard.failures


def test_the_empty_place_of_a_drive_is_not_the_drive(workspace, tmp_path, monkeypatch):
    stick = tmp_path / "stick"
    photo(stick / "1.jpg")
    place = Watched(workspace, [stick])
    assert place.look().away == ()
    (stick / "1.jpg").unlink()
    assert place.look().away == ()  # the user took the photos away
    monkeypatch.setattr(place, "_devices", {stick: -1})
    assert place.look().away == (stick,)
    photo(stick / "2.jpg")
    assert (place.look().away, place.look().here) == ((), (stick,))


def test_what_is_wrong_at_first_ends_it_and_what_goes_wrong_later_is_waited_for(workspace, evening):
    good = workspace.config.read_text()
    workspace.config.write_text("[sender")
    with pytest.raises(CardscanError):
        watching.watch(workspace, (), Options(), Listener(), reader=FakeReader(), pace=QUICK)
    workspace.config.write_text(good)
    with watched(workspace) as heard:
        heard.until(lambda: len(heard.names) == 4)
        workspace.config.write_text("[sender")
        heard.until(lambda: heard.troubles)
        photo(evening / "IMG_11.jpg", card("Eve Moon", "eve@moon.example"))
        heard.look_again(5)
        workspace.config.write_text(good)
        heard.until(lambda: "Eve Moon" in heard.names)
    assert len(heard.troubles) == 1


def test_an_engine_that_is_not_there_is_told_at_once(workspace):
    with pytest.raises(CardscanError, match="no engine"):
        watching.watch(workspace, (), Options(engine="quill"), Listener())


def test_folders_that_tell_nothing_are_looked_at(workspace, evening, monkeypatch):
    monkeypatch.setattr(alarm.Alarm, "_listen", lambda self, folders: None)
    with watched(workspace) as heard:
        heard.until(lambda: len(heard.names) == 4)
        photo(evening / "IMG_11.jpg", card("Eve Moon", "eve@moon.example"))
        heard.until(lambda: "Eve Moon" in heard.names)


def test_a_photo_that_failed_before_is_read_again_once(workspace):
    photo(workspace.root / "Fair" / "1.jpg", fail="damaged")
    process(workspace, (), Options(), reader=FakeReader())
    with watched(workspace, retry=True) as heard:
        heard.until(lambda: heard.failures)
        photo(workspace.root / "Fair" / "2.jpg", card("Anna Rossi", "anna@rossi.example"))
        heard.until(lambda: heard.names == ["Anna Rossi"])
    assert [path.name for path in heard.reader.asked] == ["1.jpg", "2.jpg"]


def test_letters_come_due_on_another_day(workspace, monkeypatch):
    class Today(date):
        @classmethod
        def today(cls):
            return date(2026, 11, day)

    day = 19
    monkeypatch.setattr(watching, "date", Today)
    with watched(workspace) as heard:
        heard.until(lambda: heard.runs)
        heard.look_again()
        assert len(heard.runs) == 1
        day = 20
        heard.until(lambda: len(heard.runs) == 2)


@pytest.mark.parametrize(
    ("name", "matters"),
    [
        ("Fair/1.jpg", True),
        ("Fair", True),
        ("Fair/notes.csv", True),
        ("cardscan.toml", True),
        ("templates/it/thanks.j2", True),
        ("cardscan.db-wal", False),
        ("drafts/Fair/rossi-anna-1.eml", False),
        ("exports/all.vcf", False),
        (".cardscan/cards/1.jpg", False),
        ("Fair/.DS_Store", False),
        ("Fair/._1.jpg", False),
        ("Fair/Thumbs.db", False),
        ("../elsewhere/1.jpg", True),
    ],
)
def test_what_matters(tmp_path, name, matters):
    workspace, _ = create(tmp_path / ".hidden" / "ws")
    assert Watched(workspace, ()).matters(str((workspace.root / name).resolve())) is matters


def test_each_try_waits_longer():
    backoff = Backoff(1.0, 5.0)
    waits = []
    for _ in range(4):
        backoff.later(100.0)
        waits.append(backoff.at - 100)
    assert waits == [1.0, 2.0, 4.0, 5.0]
    assert (backoff.is_over(104.9), backoff.is_over(105.0)) == (False, True)
    backoff.clear()
    assert not backoff.is_over(1000.0)
