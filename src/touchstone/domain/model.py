"""A model of the catalogue: what it is for, where its file is, and how it wants to be asked."""

from typing import Literal, Self

from pydantic import Field, model_validator

from touchstone.domain.base import Value
from touchstone.domain.format import DeclaredFormat

Role = Literal["generator", "judge", "base", "any"]

OWN_FORMAT = "touchstone"
FORMATS = (
    OWN_FORMAT,
    "judgelm",
    "pandalm",
    "auto-j",
    "prometheus-1",
    "prometheus-2",
    "flow-judge",
    "selene",
    "skywork-critic",
)
"""The formats that a judge can be asked in by name: Touchstone's own prompts, and those of published judges."""

DEMO_MARK = "demo model: not valid for your data"
"""What results of a bundled model carry on anything but the bundled demo data."""


class ModelEntry(Value):
    """One entry of models.toml. Exactly one source: `bundled` (a file in the package), `path`, or `repo` + `file`.

    `answer_prefix`: trusted text after the template's generation prompt, before the verdict (an empty think block, a
    final channel). `answer_format`: "direct" reads the verdict at once; "reason_first" is for judges that were tuned
    to write feedback before it. `format`: the prompts a judge was tuned on: one of FORMATS, the path of a .toml file
    that declares one, or what it would declare; with it `answer_format` and `layout` mean nothing. `layout`: the one
    prompt layout that the model was tuned for; "auto" lets the cheaper one be counted. `base_model`: the entry this
    one was fine-tuned from.
    """

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    role: Role = "any"
    bundled: str | None = None
    path: str | None = None
    repo: str | None = None
    file: str | None = None
    revision: str | None = None
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    size: int | None = Field(default=None, gt=0)
    licence: str | None = None
    n_ctx: int | None = Field(default=None, ge=256)
    gpu_layers: int | Literal["auto"] = "auto"
    chat_template: str | None = None
    template_args: dict[str, bool | int | float | str] = {}
    answer_prefix: str = ""
    answer_format: Literal["direct", "reason_first"] = "direct"
    format: str | DeclaredFormat = OWN_FORMAT
    layout: Literal["auto", "leaf", "trunk"] = "auto"
    base_model: str | None = None
    adapter: str | None = None
    memory: Literal["laptop-8", "laptop-16", "workstation-24", "workstation-48"] | None = None
    notes: str = ""

    @model_validator(mode="after")
    def _check_source(self) -> Self:
        sources = [name for name in ("bundled", "path", "repo") if getattr(self, name)]
        if len(sources) != 1:
            raise ValueError("give exactly one source: bundled, path, or repo with file")
        if bool(self.repo) != bool(self.file):
            raise ValueError("repo and file belong together")
        return self

    @property
    def format_name(self) -> str:
        """What its format is called: a name, or that of the file that declares it."""
        return self.format if isinstance(self.format, str) else self.format.name

    @property
    def is_demo(self) -> bool:
        """Whether this is one of the bundled demonstration models, whose verdicts are marked."""
        return self.bundled is not None
