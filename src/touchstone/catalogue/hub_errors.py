"""What can go wrong with a download, as errors that say what to do."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from touchstone.domain.model import ModelEntry
from touchstone.errors import InputError, TouchstoneError


def disk_error(error: OSError, path: Path) -> InputError:
    """What a failure to write `path` means to the user."""
    if error.errno == errno.ENOSPC:
        return InputError(
            f"the disk is full: {path.parent}", "make room and pull again; what was fetched is kept"
        )
    reason = error.strerror or str(error)
    return InputError(
        f"{path.parent} cannot be written: {reason}", "check the folder, or choose another --home"
    )


@contextlib.contextmanager
def hub_errors(entry: ModelEntry) -> Iterator[None]:
    """Turns what the hub's library raises into errors that say what to do."""
    from huggingface_hub import errors as hub

    # The root error of the HTTP library below the hub's; which library that is depends on the hub's version.
    http_error: type[Exception] = hub.HfHubHTTPError.__bases__[0]
    page = f"{entry.repo} {entry.file}" + (f" at {entry.revision}" if entry.revision else "")
    try:
        yield
    except hub.GatedRepoError:
        raise InputError(
            f"the hub gives {entry.repo} only to people who accepted its licence",
            "accept it on its page, then set HF_TOKEN to your access token",
        ) from None
    except hub.RepositoryNotFoundError:
        raise InputError(
            f"the hub has no repository {entry.repo}", "check `repo`; a private one needs HF_TOKEN"
        ) from None
    except (hub.RevisionNotFoundError, hub.EntryNotFoundError):
        raise InputError(
            f"the hub has no {page}", "check `file` and `revision` on the repository's page"
        ) from None
    except hub.OfflineModeIsEnabled:
        raise InputError(
            "HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE is set: no downloads", "unset them for this command"
        ) from None
    except http_error as error:
        response = getattr(error, "response", None)
        reason = (
            f"it answered {response.status_code}"
            if response is not None
            else str(error) or type(error).__name__
        )
        raise TouchstoneError(
            f"the hub cannot be reached for {page}: {reason}",
            "pull again (what was fetched is kept), or bring the file: touchstone models add NAME PATH",
        ) from None
