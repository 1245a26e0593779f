import json
from collections import Counter

import pytest

from touchstone.domain.dataset import Response, Sample
from touchstone.domain.engine import Answer, Failure
from touchstone.domain.rubric import Rubric, RubricLevel
from touchstone.rubrics import dataset_requests, dataset_rubric, development_sample, generated_by

BY = generated_by("small", "f" * 64, 0, demo_model=False)


def samples(groups: int, subsets: tuple[str | None, ...] = (None,), in_group: int = 1) -> list[Sample]:
    return [
        Sample(id=f"{g}-{n}", prompt=f"Prompt {g} {n}", group=f"g{g}", subset=subsets[g % len(subsets)])
        for g in range(groups)
        for n in range(in_group)
    ]


def written(*texts: str) -> Answer:
    return Answer(text=json.dumps({"criteria": texts}), finish="stop")


def chosen(*parts: Answer | Failure) -> list[str]:
    rubric = dataset_rubric(samples(3), parts, BY)
    assert isinstance(rubric, Rubric)
    return [criterion.text for criterion in rubric.criteria]


@pytest.mark.parametrize(("groups", "drawn"), [(1, 1), (4, 1), (10, 2), (100, 20), (1000, 24)])
def test_at_most_a_fifth_of_the_groups_and_24_prompts(groups: int, drawn: int) -> None:
    assert len(development_sample(samples(groups), 0)) == drawn


def test_whole_groups_are_drawn() -> None:
    drawn = development_sample(samples(60, in_group=5), 1)
    assert set(Counter(sample.group for sample in drawn).values()) == {5}
    assert len(drawn) <= 24


def test_every_subset_gives_in_proportion() -> None:
    drawn = development_sample(samples(80, subsets=("a", "a", "a", "b")), 0)
    assert Counter(sample.subset for sample in drawn) == {"a": 12, "b": 4}


def test_the_seed_decides_and_neither_responses_nor_file_order_do() -> None:
    plain = samples(50)
    answered = [
        sample.model_copy(update={"responses": (Response(id=f"r{sample.id}", text="x", system="best"),)})
        for sample in reversed(plain)
    ]
    ids = {sample.id for sample in development_sample(plain, 5)}
    assert ids == {sample.id for sample in development_sample(answered, 5)}
    assert ids != {sample.id for sample in development_sample(plain, 6)}


def test_no_samples_give_no_development_sample() -> None:
    assert development_sample([], 0) == []
    assert dataset_requests([], 0) == []
    assert isinstance(dataset_rubric([], [], BY), Failure)


def test_parts_of_four_prompts_show_no_response_and_no_system() -> None:
    development = [
        sample.model_copy(update={"responses": (Response(id="r", text="SECRET", system="SYSTEM"),)})
        for sample in samples(9)
    ]
    requests = dataset_requests(development, 0)
    texts = ["".join(request.content) for request in requests]
    assert [text.count("### Prompt ") for text in texts] == [4, 4, 1]
    assert not any("SECRET" in text or "SYSTEM" in text for text in texts)


def test_an_over_long_part_may_only_lose_the_middle_of_its_longest_prompt() -> None:
    development = [
        sample.model_copy(update={"prompt": "long " * (n + 1) + "."}) for n, sample in enumerate(samples(3))
    ]
    (request,) = dataset_requests(development, 0)
    assert request.cut is not None
    assert request.content[request.cut] == development[2].prompt


def test_near_duplicates_are_merged() -> None:
    texts = chosen(
        written("The response is free of spelling errors.", "The response is polite."),
        written("The response is free from spelling errors.", "The response answers the question."),
        written("It is free of spelling errors!", "The response stays on topic."),
    )
    assert sum("spelling" in text for text in texts) == 1
    assert len(texts) == 4


def test_what_many_parts_ask_for_comes_first_and_the_set_is_compact() -> None:
    parts = [
        written("The response is free of spelling errors.", *(f"Word{part}{n} is kept." for n in range(7)))
        for part in range(6)
    ]
    texts = chosen(*parts)
    assert texts[0] == "The response is free of spelling errors."
    assert 3 <= len(texts) <= 8


def test_the_same_proposals_give_the_same_rubric() -> None:
    parts = [written(f"The response names fact {n}.", f"The response cites source {n}.") for n in range(5)]
    assert chosen(*parts) == chosen(*parts)


def test_a_failed_part_is_left_out() -> None:
    assert chosen(Failure("too long"), written("The response is polite.")) == ["The response is polite."]


def test_when_all_parts_fail_the_reason_is_kept() -> None:
    assert dataset_rubric(samples(2), [Failure("too long")], BY) == Failure("too long")


def test_the_rubric_names_the_groups_it_was_made_from() -> None:
    rubric = dataset_rubric(samples(3, in_group=2), [written("The response is polite.")], BY)
    assert isinstance(rubric, Rubric)
    assert rubric.provenance.groups == ("g0", "g1", "g2")
    assert rubric.level is RubricLevel.DATASET
    assert all(criterion.level is RubricLevel.DATASET for criterion in rubric.criteria)


def test_only_common_words_are_no_reason_to_fail() -> None:
    assert chosen(written("The response is a response.", "It is that.")) == [
        "The response is a response.",
        "It is that.",
    ]
