"""The catalogue of models: models.toml and the user's own; to look up, find, verify, download and add."""

from touchstone.catalogue.adapters import adapter_files, adapter_words, files_of, is_present, locate_adapter
from touchstone.catalogue.add import AddedAdapter, add_file, add_over, add_repo
from touchstone.catalogue.catalogue import BUNDLED, Catalogue, load_catalogue
from touchstone.catalogue.download import Pulled, pull
from touchstone.catalogue.files import Progress, Verified, locate, place_of, recorded_hash, verify
from touchstone.catalogue.formats import read_format
from touchstone.catalogue.hints import nearest
from touchstone.catalogue.own import set_default, toml_value
from touchstone.catalogue.refined import add_refined
from touchstone.catalogue.standing import MACHINES, Standing, standing, standings

__all__ = [
    "BUNDLED",
    "MACHINES",
    "AddedAdapter",
    "Catalogue",
    "Progress",
    "Pulled",
    "Standing",
    "Verified",
    "adapter_files",
    "adapter_words",
    "add_file",
    "add_over",
    "add_refined",
    "add_repo",
    "files_of",
    "is_present",
    "load_catalogue",
    "locate",
    "locate_adapter",
    "nearest",
    "place_of",
    "pull",
    "read_format",
    "recorded_hash",
    "set_default",
    "standing",
    "standings",
    "toml_value",
    "verify",
]
