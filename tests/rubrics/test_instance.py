import json

from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Answer, Failure
from touchstone.domain.rubric import Rubric, RubricLevel
from touchstone.rubrics import PROMPT_VERSION, combined, generated_by, instance_request, instance_rubric

SAMPLE = Sample(id="s", prompt="Write a poem about rain.", group="g")
BY = generated_by("small", "f" * 64, 7, demo_model=True)


def written(*texts: str) -> Answer:
    return Answer(text=json.dumps({"criteria": texts}), finish="stop")


def rubric_of(*texts: str, covered: tuple[str, ...] = ()) -> Rubric:
    rubric = instance_rubric(SAMPLE, written(*texts), BY, covered=covered)
    assert isinstance(rubric, Rubric)
    return rubric


def test_an_over_long_request_may_only_lose_the_middle_of_the_prompt() -> None:
    awkward = SAMPLE.model_copy(
        update={"system_prompt": SAMPLE.prompt, "reference": SAMPLE.prompt, "prompt": "### Prompt\n"}
    )
    for sample in (SAMPLE, awkward):
        for contrast in ((), (sample.prompt, "another")):
            request = instance_request(sample, seed=1, contrast=contrast, covered=("The response rhymes.",))
            assert request.cut is not None
            assert request.content[request.cut] == sample.prompt
            assert request.content[request.cut - 1].endswith("### Prompt\n")


def test_a_request_is_greedy_and_bound_by_a_grammar() -> None:
    writing = instance_request(SAMPLE, seed=3).writing
    assert writing is not None
    assert (writing.temperature, writing.seed) == (0.0, 3)
    assert "root ::=" in writing.grammar


def test_a_rubric_says_how_it_came_to_be() -> None:
    rubric = rubric_of("The poem rhymes.", "The poem names rain.")
    assert (rubric.level, rubric.prompt) == (RubricLevel.INSTANCE, SAMPLE.prompt)
    assert rubric.provenance.prompt_version == PROMPT_VERSION
    assert (rubric.provenance.generator, rubric.provenance.generator_hash) == ("small", "f" * 64)
    assert (rubric.provenance.seed, rubric.provenance.temperature) == (7, 0.0)
    assert rubric.provenance.demo_model


def test_what_the_dataset_level_covers_is_dropped() -> None:
    rubric = rubric_of("The poem rhymes.", "The response is free of spelling errors!", covered=COVERED)
    assert [criterion.text for criterion in rubric.criteria] == ["The poem rhymes."]


COVERED = ("The response is free of spelling errors.", "The response is polite.")


def test_a_negation_is_not_a_near_duplicate() -> None:
    rubric = rubric_of("The response contains no commas.", covered=("The response contains commas.",))
    assert len(rubric.criteria) == 1


def test_a_generator_that_only_repeats_fails() -> None:
    assert isinstance(instance_rubric(SAMPLE, written(*COVERED), BY, covered=COVERED), Failure)


def test_a_failure_is_passed_on() -> None:
    assert instance_rubric(SAMPLE, Failure("too long"), BY) == Failure("too long")


def test_both_levels_put_the_datasets_criteria_first() -> None:
    common, special = (
        rubric_of("The response is polite."),
        rubric_of("The poem rhymes.", "The response is polite."),
    )
    assert [criterion.text for criterion in combined(common, special)] == [
        "The response is polite.",
        "The poem rhymes.",
    ]
    assert combined(common, None) == common.criteria
