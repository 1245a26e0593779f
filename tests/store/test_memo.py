"""File hashes are read once for each state of a file; model checks are kept by fingerprint."""

import hashlib
import os

import pytest

from touchstone.errors import InputError


def test_a_file_is_read_again_only_when_it_changed(store, tmp_path):
    file = tmp_path / "model.gguf"
    file.write_bytes(b"one")
    first = store.file_hash(file)
    assert first == hashlib.sha256(b"one").hexdigest()
    times = (file.stat().st_atime_ns, file.stat().st_mtime_ns)
    file.write_bytes(b"two")
    os.utime(file, ns=times)
    assert store.file_hash(file) == first
    os.utime(file, ns=(times[0], times[1] + 1_000_000_000))
    assert store.file_hash(file) == hashlib.sha256(b"two").hexdigest()


def test_a_link_has_the_hash_of_its_file(store, tmp_path):
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert store.file_hash(tmp_path / "b") == store.file_hash(tmp_path / "a")
    assert store.value("SELECT count(*) FROM file_hashes") == 1


def test_a_file_that_cannot_be_read(store, tmp_path):
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            store.file_hash(path)


def test_the_latest_check_of_a_model_is_kept(store):
    assert store.model_check("f") is None
    store.save_model_check("f", "judge", {"accuracy": 0.5, "nested": {"a": [1, None]}})
    store.save_model_check("f", "judge", {"accuracy": 1.0, "nested": {"a": [1, None]}})
    assert store.model_check("f") == {"accuracy": 1.0, "nested": {"a": [1, None]}}
    assert store.model_check("g") is None
