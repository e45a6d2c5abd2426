"""The word patterns of the statement reader: lower case, English and German. Each has the words that take it back."""

import re
from dataclasses import dataclass

MOST = 5_000  # characters of a statement that are read
_BACK = (
    r"(?:return(?:s|ed|able)?|refund(?:s|ed|able)?|exchang(?:e|es|ed)|money[- ]back|rückgaben?|(?:rück)?erstatt\w*|umtausch"
    r"|rücknahmen?|retouren?|zurück\w*)"
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Holds where `says` is found and `unless` is not; `also` must be found too, where given."""

    says: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    also: re.Pattern[str] | None = None

    def holds(self, sentence: str) -> bool:
        if not self.says.search(sentence) or (self.also is not None and not self.also.search(sentence)):
            return False
        return self.unless is None or not self.unless.search(sentence)


def _p(says: str, unless: str = "", also: str = "") -> Pattern:
    return Pattern(re.compile(says), re.compile(unless) if unless else None, re.compile(also) if also else None)


GOODS = {
    "personalised": re.compile(
        r"personali[sz]\w*|custom(?:i[sz]ed|-made| made| items?| orders?| products?| prints?)?\b(?!er)|made[- ]to[- ](?:order|measure)"
        r"|bespoke|engrav\w*"
        r"|monogram\w*|your (?:own )?(?:photo|name|text|picture)\b|made (?:just )?(?:for you|to your|to the customer's)|made with your"
        r"|individuell\w*|personalisiert\w*|gravier\w*|gravur\w*|sonderanfertigung\w*|maßanfertigung\w*"
    ),
    "sale": re.compile(
        r"\b(?:sale|clearance|discounted|reduced|promotional|outlet|marked[- ]down) (?:items?|goods|products?|articles?|orders?"
        r"|purchases?|stock|price)"
        r"|\b(?:on|in the|from the) (?:sale|clearance)\b(?! (?:is|are))|reduziert\w*|sonderangebot\w*|sale-artikel\w*|aktionsware"
    ),
    "sealed": re.compile(
        r"\b(?:hygien\w*|underwear|swimwear|earrings?|pierced|cosmetics?|lingerie|unsealed|seal(?:ed)?|unterwäsche|ohrringe?|kosmetik|versiegel\w*|entsiegel\w*)\b"
    ),
    "perishable": re.compile(r"\b(?:perishable|food|flowers?|fresh|chocolates?|lebensmittel|blumen|verderblich\w*)\b"),
    "digital": re.compile(r"\b(?:digital|downloads?|e-?books?|software|licen[cs]e keys?)\b"),
}
_ASKED = r"\bplease\b(?! note)|\bbitte\b|\bif (?:you can|possible|you still have)|\bwhere possible|\bideally|wenn möglich|\bhelps?\b|\bhilft\b|\bgern"
_NO_NEED = (
    r"\b(?:not|n't|no|never|without|kein\w*|nicht|ohne)\b(?: \w+){0,4} (?:need\w*|requir\w*|necessary|nötig|erforderlich"
    r"|notwendig|brauch\w*)|(?:need|require|have to|brauch\w*|muss|müssen)(?:n't| not| no| nicht| kein\w*)|\b(?:don't|do not|doesn't"
    r"|does not|never) (?:need|require|ask|insist|have to)|not (?:needed|required|necessary)|nicht (?:nötig|erforderlich|notwendig)"
    r"|kein\w* .{0,40}(?:nötig|erforderlich)|even without|auch ohne|with or without|mit oder ohne"
)
_MUST = (
    r"\b(?:must|only|require[sd]?|need(?:s|ed)?|ha(?:ve|s) to|provided|as long as|accept(?:ed)?|if (?:it is|they are|the \w+ is"
    r"|still|returned|in)|condition|subject to|mandatory|without|unless|nur|muss|müssen|sofern|vorausgesetzt|ausschließlich|voraussetzung"
    r"|ohne|bedingung)\b"
)
_GIVE = r"(?:accept|offer|give|take|issue|provide|make|process|do|grant|allow|permit|have)"
_NO = r"(?:do not|don't|does not|doesn't|cannot|can't|can not|will not|won't|are not able to|are unable to|unable to|not able to|never)"

SAYS: dict[str, Pattern] = {
    "refusal": _p(
        r"\b(?:no|zero) (?:returns?|refunds?|money[- ]back|cancellations?)\b(?!,? (?:is|are|label|form|shipping|postage|fees?|costs?"
        r"|hassle|address|needed|necessary|required|delays?|deadline|questions))"
        rf"|\b{_NO} (?:currently |usually |normally |ever )?{_GIVE} (?:any |a |back |for )?(?:\w+ )?(?:(?:exchanges?"
        rf"|cancellations?),? (?:or|and|nor) )?(?:returns?|refunds?|cancellations?|money back)\b"
        rf"|\b{_NO} {_GIVE} (?:\w+ ){{0,4}}back\b"
        rf"|\b{_NO} (?:refund|be (?:returned|refunded|sent back|cancel+ed|taken back))\b(?! (?:less|only part))"
        r"|\bnon-? ?(?:refundable|returnable)\b|\b(?:not|neither|never) (?:be )?(?:returnable|refundable|returned|refunded"
        r"|eligible for (?:a )?(?:return|refund))"
        r"|\b(?:returns?|refunds?|cancellations?)(?: (?:or|and|nor) (?:exchanges?|refunds?|returns?))?(?: (?:on|of"
        r"|for) [\w ]{1,40})? (?:(?:are|is|will) )?(?:strictly |generally )?(?:not|never)(?: be)? (?:accepted|possible|allowed|permitted"
        r"|offered|available|given|issued|provided|granted)"
        r"|\b(?:exempt|excluded) from (?:the right|returns?|refunds?|withdrawal|cancellation)|\ball sales (?:are )?(?:strictly )?final"
        r"|\bfinal sale\b|\b(?:sales?|items?|orders?|purchases?) (?:is|are) final\b(?! (?:check|inspect|touch)\w*)"
        r"|\bkeine? (?:rückgaben?|rücknahmen?|rückerstattung(?:en)?|erstattung(?:en)?|umtausch|retouren?|widerruf"
        r"|stornierung(?:en)?)\b(?! (?:nötig|erforderlich|notwendig))"
        r"|\b(?:rückgaben?|umtausch|rücknahmen?|rückerstattung(?:en)?|erstattung(?:en)?|widerruf\w*"
        r"|retouren?)\b(?: \w+){0,6}? (?:ausgeschlossen|nicht (?:möglich|gestattet|akzeptiert|gewährt|erlaubt|vorgesehen))"
        r"|\b(?:vom|von der) (?:umtausch|widerruf|rückgabe|widerrufsrecht|rückgaberecht|erstattung) ausgeschlossen"
        r"|\bnicht (?:zurück(?:gegeben|genommen|erstattet|gesendet|geschickt)|erstattet|umgetauscht)"
        r"|\bnehmen\b.{0,40}\b(?:nicht|keine?\b.{0,30}) zurück|\bno change[- ]of[- ]mind (?:returns?|refunds?|exchanges?)|\bnicht (?:erstattungsfähig|rückgabefähig)|\balle verkäufe (?:sind )?endgültig",
    ),
    "as_is": _p(
        r"\b(?:sold|selling) (?:strictly )?as[- ]is\b|\bno warrant(?:y|ies)\b|\bohne (?:jede )?gewährleistung|gewährleistung (?:\w+ ){0,3}ausgeschlossen|keine gewährleistung"
    ),
    "defects_only": _p(
        r"\bonly\b.{0,60}\b(?:defect\w*|fault\w*|damaged|broken)|\b(?:defect\w*|faulty|damaged|broken)(?: or \w+)?(?: items?| goods"
        r"| products?| pieces?)? only\b"
        r"|\b(?:nur|ausschließlich)\b.{0,60}(?:mängel\w*|mangel\w*|defekt\w*|fehlerhaft\w*|beschädigt\w*)",
        unless=r"\b(?:not only|nicht nur)\b",
        also=rf"\b{_BACK}\b|take back|nehmen .*zurück|send back",
    ),
    "store_credit_only": _p(
        r"\b(?:store|shop) credits?(?: or exchanges?)? only\b|\b(?:exchanges?|credit notes?|vouchers?|gift cards?)(?: (?:or|and"
        r"|/) (?:store )?(?:credit|exchange|voucher)s?)? only\b"
        r"|\bonly\b.{0,40}\b(?:store credit|shop credit|credit notes?|vouchers?|exchanges?|gift cards?)\b"
        r"|\b(?:refunds?|returns?)\b.{0,40}\b(?:as|in|by|through|via|for|with) (?:a )?(?:store credit|shop credit|credit notes?"
        r"|vouchers?|gift cards?)\b"
        r"|\bno (?:cash|money) (?:back|refunds?)\b|\bstore credit\b.{0,30}\bno (?:cash )?refunds?|\bno refunds?[,:]? (?:only |just "
        r"|we (?:only )?(?:give|offer|issue) )?store credit|\b(?:store credit|shop credit|credit notes?|vouchers?|gift cards?)(?: (?:instead of|in place of|rather than)|, not) (?:a )?(?:refund|money|cash)\w*"
        r"|\b(?:returns?|refunds?)\b.{0,40}\byou(?:'ll| will) (?:get|receive|be given) (?:a )?(?:store credit|shop credit|credit note|voucher|gift card)\b"
        r"|\b(?:nur|ausschließlich|lediglich)\b.{0,40}\b(?:gutschein\w*|gutschrift\w*|umtausch|shopguthaben|warengutschein\w*)\b"
        r"|\b(?:gutschein|gutschrift) statt (?:geld|erstattung)|\bkeine (?:bar)?auszahlung"
        r"|\b(?:gutschein\w*|gutschrift\w*|shopguthaben) (?:nur|ausschließlich)\b|\b(?:erstattung|rückgabe)\w*\b.{0,40}\b(?:als"
        r"|in form (?:von|eines)) (?:gutschein\w*|gutschrift\w*|shopguthaben)",
        unless=r"\byour choice\b|\b(?:you )?(?:can|may) choose\b|\bif you (?:prefer|like|wish|want)\b|\boptional\w*|\bextra\b"
        r"|\bbonus\b|\bor (?:a |your )?(?:full )?(?:refund|money)\b|\bor (?:get )?your money back|\bwahlweise|\bauf wunsch"
        r"|\boder (?:ihr |dein )?geld|\b(?:redeem\w*|use[ds]?|spent?)\b|einlös\w*",
    ),
    "restocking_fee": _p(
        r"\bre-?stock(?:ing)?[- ](?:fee|charge)s?\b|\b(?:handling|return|returns|processing|administration|cancellation) (?:fee"
        r"|charge)s? (?:of|is)? ?\d{1,2}(?:[.,]\d+)? ?%"
        r"|\b(?:deduct|keep|retain|withhold|minus|less|charge)\b(?: \w+){0,4}? \d{1,2}(?:[.,]\d+)? ?(?:%|percent|per cent)"
        r"|\b\d{1,2}(?:[.,]\d+)? ?(?:%|eur|€|usd|gbp) (?:handling|return|returns|processing|administration) (?:fee|charge)s?\b"
        r"|\b\d{1,2} ?% (?:of \w+ (?:\w+ )?)?(?:will be |is |are )?(?:deducted|kept|retained|charged)|\bwiedereinlagerung\w*"
        r"|\brücknahmegebühr\w*|\bbearbeitungsgebühr\w*|\babzüglich (?:\w+ ){0,3}?\d{1,2} ?(?:%|prozent)",
        unless=r"\b(?:no|never|without|zero|free of|don't|do not|won't|not|kein\w*|ohne|nie|nicht)\b[^,;]{0,40}\b(?:fees?|charges?"
        r"|restock\w*|deduct\w*|wiedereinlagerung\w*|\w*gebühr\w*)",
    ),
    "no_fee": _p(
        r"\b(?:no|never|without|zero|kein\w*|ohne)\b[^,;]{0,30}\b(?:restock\w*|return fees?|wiedereinlagerung\w*|rücknahmegebühr\w*)"
    ),
    "packaging": _p(
        r"\b(?:original|unopened|undamaged|intact)\b(?: \w+,?){0,4} (?:packag\w*|box(?:es)?|cartons?|wrapp\w*)|\boriginalverpack\w*"
        r"|\bovp\b|\boriginalkarton\w*",
        unless=f"{_NO_NEED}|{_ASKED}",
        also=_MUST,
    ),
    "supplier_approval": _p(
        r"\b(?:supplier|manufacturer|vendor|factory|maker|partner)(?:'s|s'|s)?\b.{0,60}\b(?:approv\w*|accept(?:s|ed|ance)?|agree[sd]?"
        r"|agreement|consent\w*|authori[sz]\w*|confirm\w*)\b"
        r"|\b(?:approv\w*|accept(?:ed|ance)?|agree\w*|consent\w*|authori[sz]\w*|confirm\w*)\b.{0,40}\b(?:supplier|manufacturer|vendor"
        r"|factory|maker)\b"
        r"|\b(?:depends?|dependent|reviewed|decided|checked) (?:on|by|upon) (?:our |the )?(?:supplier|manufacturer|vendor|factory|maker)\b"
        r"|\b(?:supplier|manufacturer|vendor|factory)(?:s)?\b.{0,30}\b(?:refund\w*|credit\w*|reimburs\w*|pa(?:ys|id)) us\b"
        r"|\b(?:lieferant\w*|hersteller\w*)\b.{0,60}(?:zustimm\w*|genehmig\w*|freigabe|freigegeben|einverstanden|akzeptiert|erstattet"
        r"|gutschreibt)|(?:zustimmung|genehmigung|freigabe)\b.{0,30}\b(?:lieferant\w*|hersteller\w*)",
        unless=_NO_NEED,
        also=rf"\b(?:{_BACK}|replacements?|claims?|send back)\b",
    ),
    "photo": _p(
        r"\b(?:photo\w*|pictures?|images?|videos?|fotos?|bild\w*)\b",
        unless=f"{_NO_NEED}|{_ASKED}|\\bphoto (?:mugs?|gifts?|books?|prints?|products?)",
        also=r"(?=.*(?:\b(?:only|must|require[sd]?|without|mandatory|have to|need(?:ed|s)?|subject to|nur|ohne|muss|müssen"
        r"|erforderlich|zwingend)\b|\bno (?:photos?|pictures?),? no))"
        rf"(?=.*\b(?:{_BACK}|claims?|replac\w*|ersatz|reklamation\w*|damage\w*)\b)",
    ),
    "form": _p(
        r"\b(?:rma\b|return(?:s)? (?:authori[sz]ation|number|form)|authori[sz]ation number|rücksendenummer|retourennummer"
        r"|retourenschein|rücksendeformular)",
        unless=f"{_NO_NEED}|{_ASKED}",
        also=r"\b(?:must|only|without|require[sd]?|need(?:ed|s)?|refused|nur|ohne|muss|müssen|erforderlich|zwingend)\b",
    ),
    "shipping_kept": _p(
        r"(?<!return )(?<!returns )\b(?:shipping|postage|delivery)(?: (?:costs?|charges?|fees?))?\b(?: \w+){0,4}? (?:non-? ?refundable"
        r"|not (?:be )?refund\w*|never refunded)"
        rf"|\b{_NO} refund (?:the )?(?:original |outbound |initial )?(?:shipping|postage|delivery)|\b(?:less|minus|excluding) (?:the "
        rf"|any )?(?:original |outbound |initial )?(?:shipping|postage)"
        r"|\b(?:versandkosten|hinsendekosten|lieferkosten)\b(?: \w+){0,3} nicht (?:zurück)?erstattet",
        unless=r"\b(?:express|expedited|priority|overnight|upgrade\w*|rush|surcharge|return (?:shipping|postage)|expressversand\w*"
        r"|expresszuschlag)\b",
    ),
    "return_cost_of_defects": _p(
        r"\b(?:you|customers?|buyers?)\b.{0,30}\b(?:pay|bear|cover|responsible|cost)\w*\b.{0,40}\b(?:return|returns"
        r"|send)\w*\b.{0,60}\b(?:even|including|also|whatever|any|all)\b.{0,30}\b(?:defect\w*|fault\w*|damaged|broken|reasons?|cases?"
        r"|circumstances)"
        r"|\b(?:you|customers?|buyers?) (?:must |have to |will |need to )?(?:pay|bear|cover)s? (?:for )?(?:the )?returns?\b(?: \w+){0,2} (?:for|of)"
        r"(?: \w+){0,2} (?:defect\w*|fault\w*|damaged|broken)"
        r"|\breturn (?:shipping|postage)\b.{0,40}\b(?:paid|borne|covered) by (?:the |you\b)?.{0,30}\b(?:even|including|also"
        r"|whatever)\b.{0,30}\b(?:defect\w*|fault\w*|damaged|broken)"
        r"|\b(?:kunde\w*|käufer|sie|du)\b.{0,40}(?:rücksende\w*|rückversand\w*|rückporto)\b.{0,60}\b(?:auch bei|in jedem fall|immer)\b",
    ),
}
