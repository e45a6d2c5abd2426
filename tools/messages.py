"""Gathers what is marked for translation and compiles it: `make messages`. No system gettext is needed.

Marks: `{% trans "..." %}` and `{% blocktranslate %}` in templates, `_("...")` and `gettext_lazy("...")` in Python, and the sentences of a
`Refusal` that people may meet on a page (journeys speak English, the page translates). Chinese is the supplier's page alone.
New texts get an empty translation in `src/makegood/locale/<language>/LC_MESSAGES/django.po`; texts that are gone are dropped.
"""

import ast
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent / "src" / "makegood"
EVERYTHING = ("",)
SUPPLIERS = (
    "interfaces/supplier/", "journeys/record_remake.py", "web/supplier_words.py", "web/forms.py", "web/claim_packet.py", "web/templates/web/base.html", "web/templates/web/error.html", "web/templates/web/refusal.html",
    "web/problems.py", "base/links.py", "journeys/answer_claim.py", "journeys/add_claim_paper.py", "interfaces/desk/chat.py", "web/batch_question.py", "apps/notices/stages/claim_submitted.py", "apps/notices/stages/claims_submitted.py",
    "apps/notices/stages/claim_again.py", "apps/notices/stages/replacement_asked.py", "apps/notices/stages/replacement_again.py",
    "apps/notices/stages/replacement_called_off.py",
)  # fmt: skip
LANGUAGES = {"de": EVERYTHING, "zh_Hans": SUPPLIERS}  # and where their texts stand, from `src/makegood` on
_REFUSING = (
    "policy/draft.py",
    "policy/exception.py",
    "journeys/",
    "apps/",
    "casefile/",
    "base/",
    "web/",
    "interfaces/",
)  # what these refuse may be read on a page ...
_FOR_PROGRAMS = ("interfaces/api/", "interfaces/console/")  # ... and these speak to programs
_TRANS = re.compile(r"""{%\s*trans(?:late)?\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
_BLOCK = re.compile(r"{%\s*blocktranslate\b[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.S)
_PLURAL = re.compile(r"{%\s*plural\s*%}")
_VARIABLE = re.compile(r"{{\s*(\w+)[^}]*}}")


def _files(kind: str, places: tuple[str, ...]) -> list[Path]:
    return [path for path in sorted(ROOT.rglob(kind)) if path.relative_to(ROOT).as_posix().startswith(places)]


def _refused(node: ast.Call, path: Path) -> list[str]:
    place = path.relative_to(ROOT).as_posix()
    if not (isinstance(node.func, ast.Name) and node.func.id == "Refusal" and place.startswith(_REFUSING)) or place.startswith(
        _FOR_PROGRAMS
    ):
        return []
    return [one.value for one in node.args[1:3] if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def marked(places: tuple[str, ...] = EVERYTHING) -> dict[str | tuple[str, str], None]:
    """Every marked text of these places, in the order of files."""
    found: dict[str | tuple[str, str], None] = {}
    for path in _files("*.html", places):
        text = path.read_text(encoding="utf-8")
        for match in _TRANS.finditer(text):
            found[match.group(1) or match.group(2)] = None
        for match in _BLOCK.finditer(text):
            parts = [_VARIABLE.sub(r"%(\1)s", part.replace("%", "%%")) for part in _PLURAL.split(match.group(1))]
            found[parts[0] if len(parts) == 1 else (parts[0], parts[1])] = None
    for path in _files("*.py", places):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found |= dict.fromkeys(_refused(node, path))
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("_", "gettext", "gettext_lazy", "later")
                and node.args
            ):
                argument = node.args[0]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    found[argument.value] = None
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ngettext":
                one, many = (argument.value for argument in node.args[:2] if isinstance(argument, ast.Constant))
                found[(str(one), str(many))] = None
    return found


def gather(language: str) -> Catalog:
    """The catalogue with today's texts and the translations that are known."""
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    known = Catalog(locale=language)
    if path.exists():
        with open(path, "rb") as file:
            known = read_po(file, locale=language)
    catalog = Catalog(locale=language, project="makegood", version="", copyright_holder="", charset="utf-8", fuzzy=False)
    for text in marked(LANGUAGES[language]):
        before = known.get(text if isinstance(text, str) else text[0])
        catalog.add(
            text,
            before.string if before else ("" if isinstance(text, str) else ("",) * catalog.num_plurals),
            flags=before.flags - {"fuzzy"} if before else (),
        )
    return catalog


def main() -> int:
    missing = 0
    for language in LANGUAGES:
        catalog = gather(language)
        folder = ROOT / "locale" / language / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        with open(folder / "django.po", "wb") as file:
            write_po(file, catalog, omit_header=False, sort_output=False, width=140)
        with open(folder / "django.mo", "wb") as file:
            write_mo(file, catalog)
        lacking = [
            message.id
            for message in catalog
            if message.id and not (message.string if isinstance(message.string, str) else all(message.string))
        ]
        missing += len(lacking)
        print(f"{language}: {len(catalog)} texts, {len(lacking)} without a translation")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
