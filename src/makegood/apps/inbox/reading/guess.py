"""What a mail may be about, told from words. Shown to a person, who decides; nothing follows from it by itself.

The table is short and meant to be read: a word stem counts where a word begins with it. How often it is right is measured in
tests/inbox/test_guess.py and said in docs/how-to/mail-that-comes-in.md.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# kind -> language -> stems or phrases, folded (no case, no accents)
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "change_of_mind": {
        "en": ("changed my mind", "don't like", "dont like", "do not like", "no longer want", "don't want it", "don't need", "too small", "too big", "too large", "wrong size", "does not fit", "doesn't fit", "return this", "send it back", "withdraw"),
        "de": ("widerruf", "gefallt mir nicht", "gefallt nicht", "nicht mehr haben", "brauche ich nicht", "zu klein", "zu gross", "passt nicht", "passen nicht", "zuruckschicken", "zurucksenden", "falsche grosse bestellt", "ruckgabe"),
        "fr": ("retracter", "retractation", "ne me plait pas", "trop petit", "trop grand", "change d'avis"),
        "it": ("recesso", "recedere", "non mi piace", "troppo piccol", "troppo grand", "ripensamento"),
        "nl": ("herroep", "te klein", "te groot", "veel te klein", "bevalt niet", "retourneren", "ruilen"),
        "es": ("no me gusta", "desist", "demasiado pequen", "demasiado grande"),
        "pl": ("odstepuj", "odstapi", "nie podoba", "za maly", "za mala", "za duzy", "za duza"),
    },
    "damaged_in_transit": {
        "en": ("arrived broken", "arrived damaged", "arrived cracked", "came broken", "smashed", "shattered", "in pieces", "box was crushed", "damaged in transit", "broken on arrival"),
        "de": ("kaputt angekommen", "beschadigt angekommen", "zerbrochen", "transportschaden", "in scherben", "karton war", "gebrochen angekommen", "bruch"),
        "fr": ("arrive casse", "arrivee cassee", "brise", "abime", "casse"),
        "it": ("arrivata rotta", "arrivato rotto", "rotta", "rotto", "danneggiat"),
        "nl": ("kapot aangekomen", "beschadigd", "gebroken"),
        "es": ("llego roto", "llego rota", "roto", "rota", "danad"),
        "pl": ("uszkodzon", "stluczon", "rozbit"),
    },
    "defective": {
        "en": ("does not work", "doesn't work", "stopped working", "defective", "faulty", "turned green", "peeling", "fell off", "came off", "broke after", "does not shine", "won't turn on"),
        "de": ("funktioniert nicht", "geht nicht", "defekt", "kaputt gegangen", "lost sich", "blattert", "abgebrochen", "henkel", "leuchtet nicht", "wackelt", "kaputt"),
        "fr": ("ne fonctionne pas", "ne marche", "defectueu"), "it": ("non funziona", "difettos"), "nl": ("werkt niet", "defect"),
        "es": ("no funciona", "defectuos"), "pl": ("nie dziala", "wadliw"),
    },
    "customization_error": {
        "en": ("wrong name", "misspelt", "misspelled", "spelled wrong", "wrong text", "engraving is wrong", "print is wrong", "wrong picture", "wrong date on", "name is wrong", "colours are totally off", "colors are off", "typo"),
        "de": ("steht \"", "falscher name", "falsch geschrieben", "falscher text", "gravur ist falsch", "falsch graviert", "falsches datum", "falsches bild", "schreibfehler", "eingegeben", "name ist falsch", "verschrieben", "falsch gedruckt"),
        "fr": ("mauvais prenom", "mal ecrit", "gravure est", "faute de frappe"), "it": ("nome sbagliato", "scritto male", "incisione"),
        "nl": ("verkeerde naam", "verkeerd gespeld", "gravure"), "es": ("texto sale", "nombre equivocado", "mal escrito", "grabado"),
        "pl": ("bledne imie", "literowk", "grawer"),
    },
    "wrong_item": {
        "en": ("wrong item", "wrong product", "not what i ordered", "someone else's", "different one than", "wrong colour", "wrong color", "sent me the wrong", "another product"),
        "de": ("falscher artikel", "falschen artikel", "falsches produkt", "falsche ware", "nicht bestellt", "etwas anderes", "falsche farbe", "andere tasse", "statt der", "statt des"),
        "fr": ("mauvais article", "pas ce que j'ai commande"), "it": ("articolo sbagliato", "prodotto sbagliato"), "nl": ("verkeerd artikel", "verkeerde product"),
        "es": ("articulo equivocado", "producto equivocado"), "pl": ("zly produkt", "nie ten produkt"),
    },
    "missing_part": {
        "en": ("missing from", "is missing", "are missing", "only one of", "only got one", "part missing", "incomplete"),
        "de": ("fehlt", "fehlen", "unvollstandig", "nur eine von", "nur eins von"),
        "fr": ("il manque", "manquant"), "it": ("manca ", "mancano"), "nl": ("ontbreekt", "ontbreken"), "es": ("falta ", "faltan"), "pl": ("brakuje", "brak "),
    },
    "delivered_not_received": {
        "en": ("says delivered", "marked as delivered", "says it was delivered", "delivered but", "shown as delivered"),
        "de": ("als zugestellt", "angeblich zugestellt", "laut sendungsverfolgung", "zugestellt aber", "zugestellt, aber"),
        "fr": ("indique livre", "marque comme livre"), "it": ("risulta consegnat",), "nl": ("als bezorgd", "zou bezorgd"), "es": ("consta como entregado", "figura como entregado"),
        "pl": ("doreczono",),
    },
    "not_delivered": {
        "en": ("never arrived", "has not arrived", "hasn't arrived", "not arrived", "where is my", "still waiting", "did not receive", "haven't received", "never received", "lost in the post"),
        "de": ("nicht angekommen", "noch nicht da", "nie angekommen", "wo bleibt", "wo ist meine", "wo ist mein", "warte immer noch", "nicht erhalten", "nichts erhalten", "verloren gegangen"),
        "fr": ("pas recu", "jamais recu", "pas arrive"), "it": ("non e arrivat", "mai arrivat", "non ho ricevuto"), "nl": ("niet ontvangen", "nooit aangekomen", "niet aangekomen"),
        "es": ("no ha llegado", "no he recibido", "nunca llego"), "pl": ("nie dotarl", "nie doszl", "nie otrzymal"),
    },
    "not_as_described": {
        "en": ("not as described", "not like the picture", "you said its", "you said it's", "looks different", "not silver", "different from the photo"),
        "de": ("nicht wie beschrieben", "anders als auf dem", "sieht anders aus", "nicht wie abgebildet", "entspricht nicht"),
        "fr": ("pas conforme", "ne correspond pas"), "it": ("non conforme", "diverso dalla foto"), "nl": ("niet zoals", "anders dan op"), "es": ("no es como", "no coincide"),
        "pl": ("niezgodn", "inny niz"),
    },
    "cancellation": {
        "en": ("cancel my order", "cancel the order", "cancel order", "please cancel"),
        "de": ("stornier", "storno", "bestellung abbrechen"), "fr": ("annuler ma commande", "annuler la commande"), "it": ("annullare l'ordine", "annullare il mio"),
        "nl": ("annuleren", "annuleer"), "es": ("cancelar mi pedido", "cancelar el pedido", "anular"), "pl": ("anulowa", "anuluj"),
    },
    "late": {
        "en": ("too late", "arrived late", "came late", "after the wedding", "after the birthday"), "de": ("zu spat", "verspatet", "erst nach"),
        "fr": ("trop tard", "en retard"), "it": ("troppo tardi", "in ritardo"), "nl": ("te laat",), "es": ("demasiado tarde", "con retraso"), "pl": ("za pozno", "spoznion"),
    },
}  # fmt: skip
# A statement that one withdraws, and no question about it (Directive 2011/83 art. 11(1)(b): any unequivocal statement).
_WITHDRAWS = re.compile(
    r"\b(?:(?:hiermit |hierdurch )?widerrufe(?:n wir)? |ich widerrufe|wir widerrufen|(?:mochte|mochten|will|wollen|werde)\b[^.?!\n]{0,60}\bwiderrufen|"
    r"widerruf(?:e)? (?:ich|wir) |mache\b[^.?!\n]{0,40}\bwiderrufsrecht|trete\b[^.?!\n]{0,60}\b(?:vom|von dem) (?:kauf|vertrag|kaufvertrag)|"
    r"i (?:hereby |would like to |want to |wish to |am )?(?:give notice that i |hereby )?(?:withdraw|withdrawing)\b|"
    r"i (?:hereby |want to |wish to |would like to )?cancel (?:my|this|the) (?:contract|purchase)|exercise my (?:statutory )?right (?:of withdrawal|to (?:cancel|withdraw))|"
    r"(?:je (?:souhaite|veux|voudrais|desire) me retracter|je me retracte|exerce mon droit de retractation)|"
    r"(?:recedo|intendo recedere|voglio recedere|esercito il (?:mio )?diritto di recesso)|(?:ik herroep|ik ontbind|wil ik herroepen|wil herroepen)|"
    r"(?:desisto|quiero desistir|ejerzo mi derecho de desistimiento)|(?:odstepuje od|chce odstapic od|oswiadczam[^.?!\n]{0,30}odstepuj))",
    re.I,
)
_NOT = re.compile(
    r"\b(?:nicht|kein|not|don't|dont|never|pas|non|niet|geen|no|nie|how|wie|comment|come|hoe|como|jak|can i|kann ich|darf ich|could i|puis-je|posso)\b",
    re.I,
)
_LIKE_A_NUMBER = re.compile(r"(?<![\w@./-])#?[A-Z]{0,6}[-/]?\d[\w-]{1,18}(?![\w@])", re.I)
_LANGUAGES: dict[str, tuple[str, ...]] = {
    "de": ("und", "nicht", "ich", "die", "der", "das", "ist", "mir", "bitte", "danke", "habe", "eine", "hallo", "bestellung", "bin", "heute"),
    "en": ("the", "and", "is", "not", "my", "please", "have", "thanks", "hello", "order", "it", "you", "was", "this", "i", "with"),
    "fr": ("je", "les", "pas", "est", "bonjour", "merci", "commande", "une", "pour", "mon", "la", "le"),
    "it": ("il", "non", "per", "buongiorno", "grazie", "ordine", "una", "vorrei", "sono", "la", "vedi"),
    "nl": ("de", "het", "een", "niet", "ik", "zijn", "bestelling", "dank", "hoi", "maar", "dit", "kan"),
    "es": ("el", "los", "hola", "gracias", "pedido", "quiero", "una", "del", "me", "que", "dos"),
    "pl": ("nie", "jest", "dzien", "dobry", "prosze", "zamowienie", "paczka", "co", "jej", "pozdrawiam", "z"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guess:
    """`kinds`: of CASE_KINDS, the likeliest first; `withdraws`: it says so in as many words; `language`: "" where too little was written."""

    kinds: tuple[str, ...] = ()
    withdraws: bool = False
    language: str = ""


def guess_of(subject: str, text: str) -> Guess:
    plain = folded(f"{subject}\n{text}"[:20_000])
    counts = {kind: sum(_stands(stem, plain) for stems in table.values() for stem in stems) for kind, table in WORDS.items()}
    kinds = sorted((kind for kind, count in counts.items() if count), key=lambda kind: (-counts[kind], tuple(WORDS).index(kind)))
    if "damaged_in_transit" in kinds and "defective" in kinds and counts["damaged_in_transit"] >= counts["defective"]:
        kinds.remove("defective")
    if "delivered_not_received" in kinds and "not_delivered" in kinds:  # it names what the carrier says, too
        kinds.remove("not_delivered")
    return Guess(tuple(kinds[:3]), withdraws(subject, text), language_of(text or subject))


def withdraws(subject: str, text: str) -> bool:
    """A sentence says it, and the same sentence neither asks nor denies."""
    sentences = re.split(r"(?<=[.!?])\s+|\n{2,}", folded(text[:20_000]))
    said = [one for one in sentences if _WITHDRAWS.search(one)]
    return any(not one.rstrip().endswith("?") and not _denied(one) for one in said)


def _denied(sentence: str) -> bool:
    """A word that denies or asks stands before what is said, in the same half of the sentence."""
    found = _WITHDRAWS.search(sentence)
    assert found is not None
    before = re.split(r"[,;:]", sentence[: found.end()])[-1]
    return bool(_NOT.search(before))


def _stands(stem: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(stem)}", text) is not None


def folded(text: str) -> str:
    """Case and accents away, ß as ss, typographic quotes as plain ones."""
    text = (
        text.replace("\u2019", "'")
        .replace("\u2018", "'")
        .replace("\u201e", '"')
        .replace("\u201c", '"')
        .replace("\u201d", '"')
        .replace("\u0142", "l")
    )
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def language_of(text: str) -> str:
    words = re.findall(r"[^\W\d_]+", folded(text[:4_000]))
    counts = {code: sum(word in known for word in words) for code, known in _LANGUAGES.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] >= 2 and sum(count == counts[best] for count in counts.values()) == 1 else ""


def numbers_in(*texts: str) -> list[str]:
    """What may be an order's or a case's number, in the order in which it stands; at most 40."""
    found: Iterable[str] = (one.strip("-/") for text in texts for one in _LIKE_A_NUMBER.findall(text[:20_000]))
    return list(dict.fromkeys(one for one in found if 2 <= len(one) <= 20))[:40]
