"""`makegood`: the first word names a module; only that one is loaded, so that pure commands never load the web."""

import sys
from importlib import import_module

import makegood
from makegood.interfaces.console.output import BAD_USAGE, DONE, guarded, say

# word -> (module, one line)
COMMANDS = {
    "law": ("law", "what the law of a market gives, on a day"),
    "policy": ("policy", "check a policy, decide by it"),
    "refund": ("refund", "the money of a return"),
    "import": ("orders", "orders from files"),
    "books": ("books", "what the accounts stand at, providers' reports against them, a month as a file"),
    "export": ("export", "what a shop has to do in its own system"),
    "decision": ("decision", "run recorded decisions again"),
    "case": ("case", "a case as one file that verifies on its own"),
    "timeline": ("timeline", "verify the chains of what happened"),
    "demo": ("run", "two demo shops on this machine"),
    "serve": ("run", "serve this installation"),
    "work": ("run", "the worker: mails, deadlines, jobs"),
    "migrate": ("run", "bring the database's tables up to date"),
    "backup": ("backup", "save everything into one encrypted file"),
    "restore": ("restore", "bring a backup back, or check it"),
    "backup-key": ("backup_key", "the key that opens the backups"),
    "shop": ("run", "make a shop"),
    "shop-system": ("shop_system", "a shop's own system: connect, bring in, compare"),
    "token": ("run", "a program's key to one shop"),
    "password": ("account", "a link to a new password"),
    "second-factor": ("second_factor", "reset somebody's second factor"),
    "mail": ("mail", "try the way that mails go"),
    "serve-check": ("run", ""),
    "serve-prepare": ("run", ""),
    "demo-prepare": ("run", ""),
    "demo-finish": ("run", ""),
    "sandbox": ("sandbox", "a payment provider that misbehaves, for trying things out"),
    "shopify-twin": ("shopify_twin", "a Shopify of our own on this machine, for trying things out"),
    "doctor": ("doctor", "what is wrong with this installation"),
}


def _help() -> str:
    lines = [
        f"makegood {makegood.__version__}: returns for goods that can't simply go back on a shelf.",
        "",
        "Usage: makegood COMMAND ...",
        "",
    ]
    lines += [f"  {word:<13} {what}" for word, (_, what) in COMMANDS.items() if what]
    return "\n".join([*lines, "", "makegood COMMAND --help says more."])


def main() -> None:
    words = sys.argv[1:]
    if not words or words[0] in ("-h", "--help", "help"):
        print(_help())
        sys.exit(DONE if words else BAD_USAGE)
    if words[0] == "--version":
        print(makegood.__version__)
        sys.exit(DONE)
    if words[0] not in COMMANDS:
        say(f"There is no command {words[0]!r}.\n\n{_help()}")
        sys.exit(BAD_USAGE)
    module = import_module(f"makegood.interfaces.console.{COMMANDS[words[0]][0]}")
    sys.exit(guarded(lambda: _run(module.app, words[1:] if COMMANDS[words[0]][0] != "run" else words)))


def _run(app: object, words: list[str]) -> int:
    from cyclopts import App, CycloptsError

    assert isinstance(app, App)
    if "-" in words and "--" not in words:  # standard input, which would be taken for an option without a name
        words = [*(word for word in words if word != "-"), "--", "-"]
    try:
        found = app(words, exit_on_error=False, print_error=True, result_action="return_value")
    except CycloptsError:
        return BAD_USAGE
    return found if isinstance(found, int) else DONE
