"""Opening the database: its schema, several programs at once, and all that may be wrong with the place."""

import os
import sqlite3
import sys
import threading

import pytest

from tests.store.conftest import line, rubric
from touchstone.domain.run import RunSpec
from touchstone.errors import InputError
from touchstone.store import connection, migrations, open_store
from touchstone.store.results import COLUMNS, place_of, values_of


def test_it_opens_with_the_promised_settings(store):
    assert store.value("PRAGMA journal_mode") == "wal"
    assert store.value("PRAGMA foreign_keys") == 1
    assert store.value("PRAGMA busy_timeout") == connection.BUSY_SECONDS * 1000
    assert store.value("PRAGMA user_version") == migrations.migrations()[-1][0]


def test_the_numbers_of_the_migrations_have_no_gap():
    assert [number for number, _ in migrations.migrations()] == list(
        range(1, len(migrations.migrations()) + 1)
    )


def test_what_was_saved_is_there_after_reopening(store, new_run, path):
    run = new_run()
    store.save_rubric(rubric("Polite?"))
    store.close()
    with open_store(path) as again:
        assert again.find_run("latest") == run
        assert again.count_rubrics() == 1


def test_an_older_database_is_brought_up_to_date(tmp_path, monkeypatch):
    path = tmp_path / "t.db"
    first = migrations.migrations()
    open_store(path).close()
    later = [*first, (len(first) + 1, "ALTER TABLE runs ADD COLUMN note TEXT;\n-- done\n")]
    monkeypatch.setattr(migrations, "migrations", lambda: later)
    with open_store(path) as store:
        assert store.value("SELECT count(note) FROM runs") == 0
        assert store.value("PRAGMA user_version") == len(later)
    monkeypatch.undo()
    newer = rf"was written by a newer Touchstone \(schema {len(later)}; this program knows {len(first)}\)"
    with pytest.raises(InputError, match=newer):
        open_store(path)


def test_lines_saved_under_the_first_schema_are_found_by_the_newest(tmp_path, monkeypatch):
    path = tmp_path / "t.db"
    known = migrations.migrations()
    spec = RunSpec(kind="judge", data="d.jsonl", protocol="criteria", judge="demo-judge")
    row = {"id": "old", "spec": spec.model_dump_json(), "dataset_digest": "digest", "state": "finished"}
    with monkeypatch.context() as patch, open_store_with(patch, path, known[:1]) as old:
        old.db.table("runs").insert({**row, "created": "2025", "marks": "[]", "models": "{}"})
        old.db.table("units").insert({"number": 1, "run": "old", "name": "u/1", "place": place_of("u/1")})
        for position, each in enumerate([line("old", "s"), line("old", "s", None, score=0.5)]):
            saved = dict(zip(COLUMNS, values_of(each), strict=True))
            del saved["checked"]
            old.db.table("lines").insert({"unit": 1, "position": position, **saved})
    with open_store(path) as store:
        assert [each.score for each in store.lines("old", aggregates=True)] == [0.5]
        assert store.count_lines("old") == 2
        assert store.run("old").prompt_version is None


def open_store_with(patch, path, steps):
    patch.setattr(migrations, "migrations", lambda: steps)
    return open_store(path)


def test_a_migration_that_fails_changes_nothing(tmp_path, monkeypatch):
    path = tmp_path / "t.db"
    open_store(path).close()
    known = migrations.migrations()
    broken = (len(known) + 1, "CREATE TABLE extra (a);\nCREATE TABLE runs (a);\n")
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "migrations", lambda: [*known, broken])
        with pytest.raises(sqlite3.OperationalError, match="already exists"):
            open_store(path)
    with open_store(path) as store:
        assert store.value("SELECT count(*) FROM sqlite_master WHERE name = 'extra'") == 0


def test_several_programs_may_open_a_new_database_at_once(path):
    errors = []

    def work(name):
        try:
            with open_store(path) as store:
                for number in range(10):
                    store.save_rubric(rubric(f"{name} {number}?"))
        except (InputError, sqlite3.Error) as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with open_store(path) as store:
        assert store.count_rubrics() == 40


def test_a_reader_is_not_stopped_by_a_writer(store, new_run, path):
    run = new_run()
    with open_store(path) as reader, store.transaction():
        assert reader.find_run("latest") == run


def test_a_locked_database_is_said(store, new_run, path, monkeypatch):
    run = new_run()
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    locked = pytest.raises(InputError, match="is locked by another program")
    with open_store(path) as other, store.transaction(), locked:
        other.save_unit(run.id, "u", [line(run.id, "s")])
    store.save_unit(run.id, "u", [line(run.id, "s")])


@pytest.mark.parametrize(
    "content", [b"not a database at all, " * 100, b"SQLite format 3\x00" + b"\xff" * 4096]
)
def test_what_is_no_database_is_refused(tmp_path, content):
    path = tmp_path / "touchstone.db"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"touchstone\.db is (not a Touchstone database|damaged)"):
        open_store(path)
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_left_alone(tmp_path):
    path = tmp_path / "touchstone.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (a)")
    other.close()
    with pytest.raises(InputError, match="is not a Touchstone database"):
        open_store(path)


def test_a_home_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"the home folder .* cannot be made") as caught:
        open_store(tmp_path / "file" / "home" / "touchstone.db")
    assert "--home" in caught.value.remedy
    (tmp_path / "touchstone.db").mkdir()
    with pytest.raises(InputError, match="cannot be opened"):
        open_store(tmp_path / "touchstone.db")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs permissions that hold")
def test_a_read_only_home(tmp_path):
    path = tmp_path / "home" / "touchstone.db"
    open_store(path).close()
    for folder, file in ((0o500, 0o400), (0o500, 0o600), (0o700, 0o400)):
        path.chmod(file)
        path.parent.chmod(folder)
        try:
            with pytest.raises(InputError, match=r"cannot be (written|opened)"), open_store(path) as store:
                store.save_rubric(rubric("Polite?"))
        finally:
            path.parent.chmod(0o700)


def test_a_store_belongs_to_one_thread(store):
    errors = []

    def work():
        try:
            store.count_runs()
        except sqlite3.ProgrammingError as error:
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(errors) == 1
