"""Does this file hold what was written down of the case: nothing of makegood is needed to find out.

    python3 CASE.zip          or, where it was unpacked:          python3 __main__.py

Ends with 0 where everything holds, with 1 where something does not. The first line of each finding names what.
"""

import hashlib
import json
import os
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))


def opened():
    """(read(name), names) of the archive that this is in, or of the folder that it was unpacked to."""
    if zipfile.is_zipfile(HERE):
        archive = zipfile.ZipFile(HERE)
        return archive.read, [name for name in archive.namelist() if not name.endswith("/")]
    names = [os.path.relpath(os.path.join(place, name), HERE).replace(os.sep, "/") for place, _, found in os.walk(HERE) for name in found]
    return lambda name: open(os.path.join(HERE, name), "rb").read(), [name for name in names if not name.startswith("__pycache__/")]


def sha(content):
    return hashlib.sha256(content).hexdigest()


def digest_of(value):
    return sha(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())


def check_files(read, names, manifest):
    for name in sorted(manifest["files"]):
        if name not in names:
            yield f"{name}: is missing"
        elif sha(read(name)) != manifest["files"][name]:
            yield f"{name}: was changed"
    for name in sorted(set(names) - set(manifest["files"]) - {"manifest.json"}):
        yield f"{name}: was put in"


def check_chains(lines, manifest):
    ends: dict = {}
    for line in lines:
        seq, before = ends.get(line["chain"], (0, ""))
        if line["seq"] != seq + 1:
            yield f"{line['chain']}: line {seq + 1} is missing"
        content = [line["chain"], line["seq"], line["at"], line["actor"], line["name"], line["subject"], line["body"], before]
        if digest_of(content) != line["hash"]:
            yield f"{line['chain']}: line {line['seq']} ({line['name']}) was changed, or the one before it"
        ends[line["chain"]] = (line["seq"], line["hash"])
    for chain, (seq, hashed) in manifest["ends"].items():
        if ends.get(chain) != (seq, hashed):
            yield f"{chain}: ends with another line than it did"


def check_contents(read, names, lines):
    told: dict = {}
    for line in lines:
        told.setdefault(line["name"], []).append(line)
    digests = {line["body"]["digest"] for line in told.get("words.added", [])}
    words = json.loads(read("words.json"))
    for one in words["words"]:
        if not one["erased"] and digest_of([one["salt"], words["case"], one["at"], one["text"]]) not in digests:
            yield f"words.json: {one['topic']} of {one['at']} is not what was written"
    for line in told.get("line.decided", []):
        name = f"decisions/{line['body']['decision']}.json"
        if name not in names:
            yield f"{name}: is missing"
            continue
        record = json.loads(read(name))["record"]
        if digest_of(record["facts"]) != line["body"]["facts"] or record["policy_hash"] != line["body"]["policy"]:
            yield f"{name}: is not the decision that was made"
    erased = set(json.loads(read("evidence.json"))["erased"])
    for line in told.get("evidence.shown", []):
        for folder, digest in (("evidence", line["body"]["digest"]), ("originals", line["body"]["original"])):
            found = [name for name in names if name.startswith(f"{folder}/{digest}")]
            if digest and digest not in erased and (not found or sha(read(found[0])) != digest):
                yield f"{folder}/{digest}: is not there as it was shown"


def main():
    read, names = opened()
    manifest = json.loads(read("manifest.json"))
    lines = [json.loads(text) for text in read("timeline.jsonl").decode().splitlines()]
    found = [*check_files(read, names, manifest), *check_chains(lines, manifest)]
    try:
        found += check_contents(read, names, lines)
    except (KeyError, ValueError, TypeError) as fault:
        found.append(f"something can't be read: {fault!r}")
    for one in found:
        print(one)
    if not found:
        print(f"Case {manifest['case']}: {len(manifest['files'])} files and {len(lines)} lines of its timeline hold.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
