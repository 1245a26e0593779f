"""Saving an edited rubric: a new version beside the old one, which stays as it is."""

from touchstone.domain.rubric import Rubric
from touchstone.store import Store


def save_edited(store: Store, old: Rubric, changed: Rubric) -> Rubric | None:
    """Saves `changed` as made from `old`; gives it as it is stored, or None where nothing was changed.

    Where a rubric says the same already, that one is given, with the lineage it has.
    """
    if changed.id == old.id:
        return None
    lineage = old.provenance.model_copy(update={"source": "edited", "parent": old.id})
    return store.rubric(store.save_rubric(changed.model_copy(update={"provenance": lineage})))
