"""`makegood policy presets`, `write` and `example`: a policy to start from."""

import textwrap
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import cyclopts

from makegood.interfaces.console.output import answer, say
from makegood.kernel.refusal import Refusal
from makegood.policy.presets.examples import EXAMPLES, example
from makegood.policy.presets.presets import PRESETS, preset, suggested
from makegood.policy.presets.questions import QUESTIONS, UNKNOWN
from makegood.policy.presets.write import write_policy
from makegood.policy.rules import PolicyInvalid, load_policy, read_yaml


def presets_command(name: str = "", *, json: bool = False) -> int:
    """The presets and the worked examples; with NAME a preset's questions, as a file of answers to fill in (what is unknown says so)."""
    if name:
        questions = {key: {"asks": QUESTIONS[key].asks, "suggested": value} for key, value in _in_order(name).items()}
        answer({"preset": name, "questions": questions}, as_json=json, human=lambda found: "\n".join(_sheet(name, found["questions"])))
        return 0
    found = {
        "presets": {key: {"title": one.title, "about": one.about} for key, one in PRESETS.items()},
        "examples": {key: one.head for key, one in EXAMPLES.items()},
    }
    answer(found, as_json=json, human=_listed)
    return 0


def write_command(preset: str, *, answers: str, name: str = "", on: date | None = None, json: bool = False) -> int:
    """The policy that PRESET writes from a file of answers (YAML, see `makegood policy presets PRESET`). What the file leaves out is
    taken from the preset. `--name` is the policy's name."""
    day = on or datetime.now(UTC).date()
    try:
        given = read_yaml(Path(answers).read_text(encoding="utf-8"))
    except (PolicyInvalid, UnicodeDecodeError) as error:
        reason = error.message if isinstance(error, PolicyInvalid) else "it is no UTF-8"
        raise Refusal(
            "answer_invalid", f"The answers can't be read: {reason}.", "Write one `question: answer` a line.", status=400
        ) from None
    if not isinstance(given, dict):
        raise Refusal("answer_invalid", "The answers are no list of questions.", "Write one `question: answer` a line.", status=400)
    text = write_policy(preset, suggested(preset, **{str(key): value for key, value in given.items()}), on=day, name=name)
    answer({"policy": text, "hash": load_policy(text).hash}, as_json=json, human=lambda found: found["policy"].rstrip("\n"))
    taken = [question for question in QUESTIONS if question not in given]
    if taken:
        say(f"Taken from the preset: {', '.join(taken)}.")
    return 0


def example_command(name: str, *, json: bool = False) -> int:
    """A worked example's policy: `makegood policy presets` lists them."""
    text = example(name)
    answer({"policy": text, "hash": load_policy(text).hash}, as_json=json, human=lambda found: found["policy"].rstrip("\n"))
    return 0


def register(app: cyclopts.App) -> None:
    app.command(presets_command, name="presets")
    app.command(write_command, name="write")
    app.command(example_command, name="example")


def _in_order(name: str) -> dict[str, Any]:
    given = preset(name).suggests
    return {key: given.get(key, UNKNOWN) for key in QUESTIONS}


def _sheet(name: str, questions: dict[str, Any]) -> list[str]:
    lines = [f"# {PRESETS[name].title}: {PRESETS[name].about}"]
    for key, question in QUESTIONS.items():
        words = f" One or more of: {', '.join(question.words)}." if question.kind == "words" else ""
        words = f" One of: {', '.join(question.words)}." if question.kind == "word" else words
        value = questions[key]["suggested"]
        shown = f"[{', '.join(value)}]" if isinstance(value, list) else value
        lines += [
            "",
            f"# {question.asks}{'' if question.asks.endswith('?') else '.'} {question.help}".rstrip()
            + words
            + (" May be unknown." if question.open else ""),
            f"{key}: {shown}",
        ]
    return lines


def _listed(found: dict[str, Any]) -> str:
    lines = ["Presets (makegood policy presets NAME shows the questions):", ""]
    lines += [line for key, one in found["presets"].items() for line in _row(key, f"{one['title']}. {one['about']}")]
    lines += ["", "Worked examples (makegood policy example NAME shows the policy):", ""]
    return "\n".join([*lines, *(line for key, head in found["examples"].items() for line in _row(key, head))])


def _row(name: str, text: str) -> list[str]:
    return textwrap.wrap(text, 110, initial_indent=f"  {name:<20} ", subsequent_indent=" " * 23)
