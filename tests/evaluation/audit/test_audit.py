from dataclasses import replace

import numpy as np
import pytest

from tests.evaluation.audit.worlds import clean, with_criterion
from touchstone.evaluation.audit.association import associations, judged
from touchstone.evaluation.audit.audit import audit
from touchstone.evaluation.audit.findings import bias_findings, repetition_findings
from touchstone.evaluation.audit.material import Material, log_marks, log_words
from touchstone.evaluation.audit.meta import Met, meta_figures
from touchstone.evaluation.audit.probed import Probed
from touchstone.evaluation.audit.repetition import repetitions
from touchstone.evaluation.audit.report import AuditReport


def kinds(report: AuditReport, *, of: int) -> set[str]:
    """What is found of the criterion with that number."""
    return {each.finding.kind for each in report.findings if of in each.finding.criteria}


def sharp(signal: np.ndarray[tuple[int], np.dtype[np.float64]], seed: int = 0) -> np.ndarray:
    """Verdicts that are nearly sure, and met where the signal is above its median."""
    noise = np.random.default_rng(seed).normal(0, 0.3 * signal.std(), len(signal))
    return np.where(signal + noise > np.median(signal), 0.95, 0.05)


def test_a_criterion_that_rewards_length_is_harm_and_says_how_surely() -> None:
    world = replace(clean(1, criteria=2), lengths=np.random.default_rng(1).normal(4, 0.5, 160))
    report = audit("run", with_criterion(world, sharp(world.lengths)))
    found = next(each.finding for each in report.findings if each.finding.criteria == (3,))
    assert (found.kind, found.severity) == ("length", "harm")
    assert "longer responses beyond what the labels explain" in found.message
    assert "n = 160 of 40 prompts" in found.message


def test_what_does_not_reach_the_score_or_adds_to_agreement_is_a_remark() -> None:
    world = clean(1)
    aspect = np.where(world.quality + 0.4 * (world.lengths - 4) > 0.5, 0.95, 0.05)
    report = audit("run", with_criterion(world, aspect))
    assert all(each.finding.severity == "remark" for each in report.findings if each.finding.criteria == (6,))
    own = np.full((160, 6), np.nan)
    own[:, 5] = world.quality
    labelled = replace(with_criterion(world, sharp(world.lengths)), own=own)
    found = [each.finding for each in audit("run", labelled).findings if each.finding.criteria == (6,)]
    assert ("length", "harm") in [(each.kind, each.severity) for each in found]


def test_without_labels_the_same_is_a_remark_that_says_what_is_missing() -> None:
    world = clean(1)
    blind = replace(world, quality=np.full(len(world.groups), np.nan))
    report = audit("run", with_criterion(blind, sharp(world.lengths)))
    found = next(each.finding for each in report.findings if each.finding.criteria == (6,))
    assert (found.kind, found.severity) == ("length", "remark")
    assert "without labels it cannot be told" in found.message
    assert any("no labels" in note for note in report.notes)


def test_repetition_and_a_criterion_against_the_labels_are_found() -> None:
    world = clean(2)
    repeated = np.clip(world.credit[:, 0] + 0.01, 0, 1)
    against = sharp(-world.quality)
    report = audit("run", with_criterion(with_criterion(world, repeated), against))
    assert (1, 6) in [each.finding.criteria for each in report.findings if each.finding.kind == "redundant"]
    assert "misleading" in kinds(report, of=7)
    assert report.criteria[6].figure("labels").value < 0  # type: ignore[union-attr, operator]


def test_a_system_that_is_favoured_is_named() -> None:
    world = clean(3)
    of_system = {name: np.array([each == name for each in world.systems]) for name in world.systems}
    average = min(
        of_system, key=lambda name: abs(world.quality[of_system[name]].mean() - world.quality.mean())
    )
    report = audit("run", with_criterion(world, np.where(of_system[average], 0.95, 0.1)))
    told = [each.finding.message for each in report.findings if each.finding.criteria == (6,)]
    assert any(f"credits the system “{average}”" in message for message in told)


def test_a_guard_that_never_failed_is_told_as_a_guard_and_no_harm() -> None:
    world = with_criterion(clean(4), np.full(160, 0.97))
    criteria = (*world.criteria[:5], world.criteria[5].model_copy(update={"guard": True}))
    plain, guarded = audit("run", world), audit("run", replace(world, criteria=criteria))
    (found,) = [each.finding for each in guarded.findings if each.finding.kind == "constant"]
    assert found.severity == "remark"
    assert "a guard" in found.message
    assert "up to 7% of prompts" in found.message
    assert "tells nothing apart" in next(
        each.finding.message for each in plain.findings if each.finding.kind == "constant"
    )


def test_few_prompts_give_no_finding_and_say_so() -> None:
    world = clean(5, groups=6)
    report = audit("run", with_criterion(world, sharp(world.lengths)), too_few=3)
    assert all(each.finding.kind not in ("constant", "redundant") for each in report.findings)
    assert any("too few responses" in note for note in report.notes)


@pytest.mark.parametrize("noisy", [0.0, 1.0])
def test_clean_rubrics_are_seldom_found_fault_with(noisy: float) -> None:
    found = 0
    for seed in range(80):
        world = clean(seed, groups=30, noisy=noisy)
        tests = [test for about in (None, *range(5)) for test in associations(judged(world, about))[1]]
        found += bool([*bias_findings(world, tests), *repetition_findings(world, list(repetitions(world)))])
    assert found <= 9  # of 80 audits at 5 %: more in one of 100 such tests


def test_probes_find_what_filler_and_sureness_earn() -> None:
    world = clean(6)
    groups, before = world.groups, world.credit[:, 0]
    probes = [
        Probed("padding", 0, before, np.clip(before + 0.2, 0, 1), groups),
        Probed("padding", 1, before, np.clip(before + 0.2, 0, 1), groups, meant=True),
        Probed("confident-wrong", None, world.scores, world.scores - 0.005, groups),
    ]
    report = audit("run", world, probes=probes)
    found = {(each.finding.kind, each.finding.criteria): each.finding.severity for each in report.findings}
    assert found["padding", (1,)] == "harm"
    assert found["padding", (2,)] == "remark"
    assert found["confident-wrong", ()] == "harm"
    lower = [Probed("confident-wrong", None, world.scores, world.scores - 0.3, groups)]
    assert not [f for f in audit("run", world, probes=lower).findings if f.finding.kind == "confident-wrong"]


def test_removal_says_what_a_criterion_is_worth() -> None:
    world = clean(7)
    noise = np.random.default_rng(0).uniform(0, 1, 160)
    report = audit("run", with_criterion(world, noise))
    change = report.criteria[5].figure("agreement_change")
    assert change is not None
    assert change.value is not None
    assert change.value < 0
    agreement = next(each for each in report.score if each.name == "agreement")
    assert agreement.value is not None
    assert 0.6 < agreement.value <= 1


def test_preferences_count_as_labels() -> None:
    world = clean(8)
    first = np.arange(0, 160, 2)
    gap = world.quality[first] - world.quality[first + 1]
    pairs = np.where(gap[:, None] > 0, np.stack([first, first + 1], 1), np.stack([first + 1, first], 1))
    report = audit("run", replace(world, pairs=pairs))
    agreement = next(each for each in report.score if each.name == "agreement")
    assert agreement.n == len(pairs)
    assert agreement.value is not None
    assert agreement.value > 0.6


def test_responses_without_any_verdict_leave_figures_out_and_nothing_breaks() -> None:
    world = clean(9)
    nothing = np.full_like(world.credit, np.nan)
    empty = replace(world, credit=nothing, scores=nothing[:, 0], without=nothing)
    report: AuditReport = audit("run", empty)
    assert not report.findings
    assert report.power.correlation is None
    assert audit("run", world).power.correlation == pytest.approx(0.3, abs=0.15)
    assert all(figure.value is None for each in report.criteria for figure in each.figures)


def test_a_meta_judge_that_prefers_wordy_rubrics_is_found_and_two_are_compared() -> None:
    met = [Met("wordier", f"p{n}", 1 if n % 8 else -1, 1 if n % 7 else -1) for n in range(40)]
    met += [Met("more", f"p{n}", n % 3 - 1, None) for n in range(40)]
    figures, findings = meta_figures(met)
    (found,) = findings
    assert "longer criteria that ask the same" in found.message
    named = {figure.name: figure for figure in figures}
    assert named["meta_wordier"].value == pytest.approx(35 / 40)
    assert named["meta_kappa"].value is not None
    assert named["meta_kappa"].low is not None
    assert named["meta_fewer"].value is None


def test_looks_of_a_text() -> None:
    assert log_words("") == log_words("one") == 0
    assert log_words("one two three") == pytest.approx(np.log(3))
    text = "# Head\n\n- one **bold** item\n2. two `code`\n\nplain"
    assert log_marks(text) == pytest.approx(np.log1p(5))
    assert log_marks("Plain, with 2 * 3 and a_b_c.") == 0


def test_material_knows_whether_people_said_anything() -> None:
    world: Material = clean(1)
    assert world.labelled == 160
    assert replace(world, quality=np.full(160, np.nan)).labelled == 0
