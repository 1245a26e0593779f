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

PEFT_WEIGHTS, PEFT_CONFIG = "adapter_model.safetensors", "adapter_config.json"
"""What PEFT calls the two files of an adapter that it saves: the matrices, and what explains them."""

DEMO_MARK = "demo model: not valid for your data"
"""What results of a bundled model carry on anything but the bundled demo data."""


class ModelEntry(Value):
    """One entry of models.toml. Exactly one source: `bundled` (a file in the package), `path`, or `repo` + `file`.

    `answer_prefix`: trusted text after the template's generation prompt, before the verdict (an empty think block, a
    final channel). `answer_format`: "direct" reads the verdict at once; "reason_first" is for judges that were tuned
    to write feedback before it. `format`: the prompts a judge was tuned on: one of FORMATS, the path of a .toml file
    that declares one, or what it would declare; with it `answer_format` and `layout` mean nothing. `layout`: the one
    prompt layout that the model was tuned for; "auto" lets the cheaper one be counted. `base_model`: the entry this
    one was fine-tuned from. `refined_from`: the generator that this one was refined from.

    A LoRA over the weights is `adapter` (a file in GGUF form, or a folder that PEFT saved), or `adapter_file` of
    `adapter_repo` on the hub, in GGUF form or PEFT's. `adapter_sha256` is that file's (of a folder: of the matrices).
    `adapter_base`: "any" takes a base that the adapter was not made for.
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
    adapter_repo: str | None = None
    adapter_file: str | None = None
    adapter_revision: str | None = None
    adapter_sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    adapter_scale: float = Field(default=1.0, gt=0, allow_inf_nan=False)
    adapter_base: Literal["recorded", "any"] = "recorded"
    refined_from: str | None = None
    memory: Literal["laptop-8", "laptop-16", "workstation-24", "workstation-48"] | None = None
    notes: str = ""

    @model_validator(mode="after")
    def _check_source(self) -> Self:
        sources = [name for name in ("bundled", "path", "repo") if getattr(self, name)]
        if len(sources) != 1:
            raise ValueError("give exactly one source: bundled, path, or repo with file")
        if bool(self.repo) != bool(self.file):
            raise ValueError("repo and file belong together")
        if bool(self.adapter_repo) != bool(self.adapter_file):
            raise ValueError("adapter_repo and adapter_file belong together")
        if self.adapter and self.adapter_repo:
            raise ValueError("give one adapter: a path, or adapter_repo with adapter_file")
        if self.adapter_file and not self.adapter_file.endswith((".gguf", PEFT_WEIGHTS)):
            raise ValueError(f"adapter_file must be a .gguf file, or PEFT's {PEFT_WEIGHTS}")
        return self

    @property
    def has_adapter(self) -> bool:
        """Whether a LoRA is laid over the weights."""
        return bool(self.adapter or self.adapter_repo)

    @property
    def format_name(self) -> str:
        """What its format is called: a name, or that of the file that declares it."""
        return self.format if isinstance(self.format, str) else self.format.name

    @property
    def is_demo(self) -> bool:
        """Whether this is one of the bundled demonstration models, whose verdicts are marked."""
        return self.bundled is not None
