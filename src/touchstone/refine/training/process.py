"""The training process: `python -m touchstone.refine.training.process JOB.json`, by TRL and PEFT.

It writes a Step as a line of JSON to stdout whenever there is one. On SIGTERM it saves a checkpoint and ends with
STOPPED; started again, it goes on from there.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from touchstone.offline import install_guard
from touchstone.refine.training.job import CHECKPOINTS, STOPPED, Job, Step

_SAVES = 10
"""How many checkpoints a training of any length makes."""


class _Stop:
    """Whether the process was asked to stop."""

    asked = False


def _on_stop(_number: int, _frame: FrameType | None) -> None:
    _Stop.asked = True


def report(step: Step) -> None:
    """Writes a step for the process that started this one."""
    print(step.model_dump_json(), flush=True)


def load_model(job: Job) -> Any:
    """The generator with the adapter that is trained: the one that training goes on from, or a new one."""
    import torch
    from peft import LoraConfig, PeftModel, get_peft_model
    from transformers import AutoModelForCausalLM, GgufConfig

    on_gpu = torch.cuda.is_available()
    options: dict[str, Any] = {"dtype": torch.bfloat16 if on_gpu else torch.float32}
    if _in_four_bits(job, on_gpu):
        from transformers import BitsAndBytesConfig

        options["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=torch.bfloat16,
        )
    if job.weights is not None:
        model = AutoModelForCausalLM.from_pretrained(job.weights, **options)
    else:
        options["quantization_config"] = GgufConfig(dequantize=True)
        model = AutoModelForCausalLM.from_pretrained(job.gguf.parent, gguf_file=job.gguf.name, **options)
    if job.adapter is not None:
        return PeftModel.from_pretrained(model, job.adapter, is_trainable=True)
    lora = LoraConfig(
        r=job.training.rank,
        lora_alpha=job.training.alpha,
        lora_dropout=job.training.dropout,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )
    return get_peft_model(model, lora)


def _in_four_bits(job: Job, on_gpu: bool) -> bool:
    """Whether the weights are held in 4 bits. Weights from a GGUF file are dequantised already."""
    if job.training.quantise != "auto":
        return job.training.quantise == "yes"
    if not on_gpu or job.weights is None:
        return False
    import importlib.util

    return importlib.util.find_spec("bitsandbytes") is not None


def _tokenizer(job: Job) -> Any:
    """The tokenizer, of which only the padding is used: rows come as token ids, as the product itself makes them."""
    from transformers import AutoTokenizer

    if job.weights is not None:
        return AutoTokenizer.from_pretrained(job.weights)
    return AutoTokenizer.from_pretrained(job.gguf.parent, gguf_file=job.gguf.name)


def _settings(job: Job, rows: int) -> Any:
    import torch
    from trl import DPOConfig

    training = job.training
    on_gpu = torch.cuda.is_available()
    steps = max(1, round(training.epochs * -(-rows // training.batch)))
    # A small device sees the batch in parts; on a CPU a part is as large as the batch.
    part = 1 if on_gpu else training.batch
    weights = {"sigmoid": 1.0, "sft": training.likelihood} if job.method == "dpo" else {"sft": 1.0}
    losses = [name for name, weight in weights.items() if weight > 0]
    return DPOConfig(
        output_dir=str(job.out / CHECKPOINTS),
        beta=training.beta,
        loss_type=losses,
        precompute_ref_log_probs=True,
        loss_weights=[weights[name] for name in losses],
        learning_rate=training.learning_rate,
        per_device_train_batch_size=part,
        gradient_accumulation_steps=training.batch // part,
        num_train_epochs=training.epochs,
        max_length=training.max_length,
        lr_scheduler_type="cosine",
        warmup_steps=0.1,
        logging_steps=1,
        save_strategy="steps",
        save_steps=max(1, steps // _SAVES),
        save_total_limit=1,
        seed=job.seed,
        data_seed=job.seed,
        bf16=on_gpu,
        use_cpu=not on_gpu,
        gradient_checkpointing=on_gpu,
        remove_unused_columns=False,
        disable_tqdm=True,
        report_to=[],
    )


def _rows(job: Job) -> Iterator[dict[str, list[int]]]:
    """The pairs that fit into the length that is trained on."""
    for line in job.tokens.read_text(encoding="utf-8").splitlines():
        row: dict[str, list[int]] = json.loads(line)
        longest = max(len(row["chosen_ids"]), len(row["rejected_ids"]))
        if len(row["prompt_ids"]) + longest <= job.training.max_length:
            yield row


def train(job: Job) -> bool:
    """Trains and saves the adapter. False where it was asked to stop before the end."""
    from datasets import Dataset
    from transformers import TrainerCallback
    from trl import DPOTrainer

    rows = list(_rows(job))
    settings = _settings(job, len(rows))

    class Reporting(TrainerCallback):  # type: ignore[misc]
        """Reports every step, and ends the training where the process was asked to stop."""

        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
            said = logs or {}
            report(
                Step(
                    step=state.global_step,
                    steps=state.max_steps,
                    loss=said.get("loss"),
                    accuracy=said.get("rewards/accuracies"),
                    margin=said.get("rewards/margins"),
                )
            )

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            if _Stop.asked:
                control.should_save = control.should_training_stop = True

    class OwnTokens(DPOTrainer):  # type: ignore[misc]
        """TRL's trainer on rows that are tokens already: with its tokenizer they would not be the engine's."""

        def _prepare_dataset(self, dataset: Any, *_: Any, **__: Any) -> Any:
            return dataset

    trainer = OwnTokens(
        model=load_model(job),
        args=settings,
        train_dataset=Dataset.from_list(rows),
        processing_class=_tokenizer(job),
        callbacks=[Reporting()],
    )
    checkpoints = job.out / CHECKPOINTS
    begun = checkpoints.is_dir() and any(checkpoints.iterdir())
    trainer.train(resume_from_checkpoint=True if begun else None)
    if _Stop.asked and trainer.state.global_step < trainer.state.max_steps:
        return False
    trainer.model.save_pretrained(job.out, selected_adapters=["default"])
    return True


def main(path: Path) -> int:
    """Carries out the job in the file."""
    install_guard()
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    # OpenMP's threads wait by spinning; where another program uses a core, that costs several times the work itself.
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    signal.signal(signal.SIGTERM, _on_stop)
    job = Job.model_validate_json(path.read_text(encoding="utf-8"))
    return 0 if train(job) else STOPPED


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
