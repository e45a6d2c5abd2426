"""What a column can be, and the names that shops and their systems give it in six languages."""

from collections.abc import Iterable

from makegood.base.cells import fold
from makegood.kernel.digest import digest_of

ORDER_FIELDS = (
    "number", "placed_at", "source_id", "email", "name", "phone", "address", "postcode", "city", "country", "province", "currency", "total",
    "shipping", "discount", "refunded", "payment_method", "shipped_on", "delivered_on", "cancelled_on", "tracking", "carrier", "language",
    "customer", "note", "gift",
)  # fmt: skip
LINE_FIELDS = (
    "sku", "title", "variant", "quantity", "unit_price", "line_total", "line_discount", "tax_rate", "tax", "personalisation", "category", "supplier",
    "batch", "text_version",
)  # fmt: skip
FIELDS = (*ORDER_FIELDS, *LINE_FIELDS)
MANY = ("personalisation", "address")  # these take several columns
EXACT = ("number", "source_id", "sku", "postcode", "tracking", "customer", "batch", "text_version")
AMOUNTS = ("total", "shipping", "discount", "refunded", "unit_price", "line_total", "line_discount", "tax")
DAYS = ("placed_at", "shipped_on", "delivered_on", "cancelled_on")

_NAMES = {
    "number": "order number|order no|order nr|order #|order|order id|order name|name|number|sale order|receipt id|purchase order|bestellnummer|bestellnr|"
    "bestell nr|auftragsnummer|auftragsnr|auftrag|rechnungsnummer|belegnummer|bestellung|numéro de commande|n° de commande|no commande|commande|"
    "référence commande|número de pedido|nº de pedido|n pedido|pedido|numero ordine|n ordine|ordine|numero d'ordine|ordernummer|bestelnummer|"
    "ordernr|increment id|order reference|reference|order_number|order number customer|amazon order id",
    "source_id": "id|order uuid|internal id|entity id|interne id|system id",
    "placed_at": "order date|date|created at|created|placed at|placed on|sale date|purchase date|ordered at|order created|date created|date added|"
    "created_at|bestelldatum|auftragsdatum|datum|bestellzeitpunkt|bestellt am|kaufdatum|date de commande|date commande|fecha|fecha de pedido|"
    "fecha del pedido|data ordine|data|data dell'ordine|besteldatum|orderdatum|order time|invoice date|rechnungsdatum|purchased on|order date time",
    "email": "email|e-mail|e mail|email address|customer email|billing email|buyer email|mail|e-mail-adresse|kunden e-mail|e-mail kunde|adresse e-mail|"
    "courriel|correo|correo electrónico|e-mail cliente|e-mailadres|email (billing)|contact email|billing address email",
    "name": "customer name|ship name|shipping name|recipient|full name|buyer|customer|delivery name|recipient name|kunde|kundenname|empfänger|"
    "lieferadresse name|client|nom du client|destinataire|cliente|nombre|destinatario|klant|klantnaam|ontvanger|nome cliente|ship to name|billing name",
    "phone": "phone|telephone|shipping phone|telefon|telefonnummer|téléphone|teléfono|telefono|telefoon|phone (billing)|mobile",
    "address": "address|street|ship address1|shipping address|shipping street|address 1|address1|address 2|address2|straße|strasse|adresse|lieferadresse|"
    "anschrift|adresse de livraison|rue|dirección|calle|indirizzo|via|adres|straat|shipping address 1|shipping address 2|ship address2",
    "postcode": "postcode|zip|zip code|postal code|shipping zip|ship zipcode|shipping postcode|plz|postleitzahl|liefer plz|code postal|código postal|cp|cap|"
    "postcode (shipping)|zipcode",
    "city": "city|town|shipping city|ship city|ort|stadt|lieferort|ville|ciudad|città|plaats|stad|city (shipping)",
    "country": "country|ship country|shipping country|country code|shipping country code|delivery country|land|lieferland|länderkürzel|pays|país|paese|"
    "nazione|market|country code (shipping)|country (shipping)|shipping country name",
    "province": "state|province|region|ship state|shipping state|shipping province|bundesland|état|provincia|provincie|state code (shipping)",
    "currency": "currency|currency code|order currency|währung|devise|monnaie|moneda|divisa|valuta|munt",
    "total": "order total|total|grand total|order value|total paid|amount paid|order amount|total amount|order total amount|gesamtbetrag|gesamtsumme|"
    "summe|bestellsumme|gesamt|rechnungsbetrag|total commande|montant total|total ttc|total pedido|importe total|totale ordine|totale|totaalbedrag|"
    "totaal|gesamtpreis bestellung|grand total (purchased)",
    "shipping": "shipping|shipping cost|shipping costs|order shipping|postage|delivery cost|shipping amount|shipping total|order shipping amount|"
    "versandkosten|versand|porto|frais de port|frais de livraison|livraison|gastos de envío|envío|spese di spedizione|spedizione|verzendkosten|verzending",
    "discount": "discount|order discount|discount amount|cart discount amount|coupon amount|rabatt|gutschein|remise|réduction|descuento|sconto|korting",
    "refunded": "refunded|refunded amount|refund|order refund amount|erstattet|erstattung|erstattungsbetrag|remboursé|montant remboursé|reembolsado|rimborsato|"
    "terugbetaald",
    "payment_method": "payment method|payment|payment type|payment method title|zahlungsart|zahlungsweise|bezahlmethode|mode de paiement|paiement|"
    "método de pago|metodo di pagamento|pagamento|betaalmethode|betaalwijze",
    "shipped_on": "shipped|shipped on|date shipped|ship date|dispatched|fulfilled at|versanddatum|versendet am|versandt am|date d'expédition|expédié le|"
    "fecha de envío|data spedizione|verzenddatum",
    "delivered_on": "delivered|delivered on|delivery date|date delivered|lieferdatum|zugestellt am|zustelldatum|geliefert am|date de livraison|livré le|"
    "fecha de entrega|data di consegna|data consegna|leverdatum|bezorgd op",
    "cancelled_on": "cancelled|cancelled at|cancelled on|canceled at|cancellation date|storniert am|stornodatum|annulé le|cancelado el|annullato il|geannuleerd op",
    "tracking": "tracking|tracking number|tracking no|sendungsnummer|trackingnummer|paketnummer|numéro de suivi|número de seguimiento|"
    "numero di tracciamento|tracking nummer",
    "carrier": "carrier|shipping carrier|versanddienstleister|paketdienst|transporteur|transportista|corriere|vervoerder",
    "language": "language|locale|sprache|langue|idioma|lingua|taal",
    "customer": "customer id|customer number|customer no|kundennummer|kunden nr|numéro client|id client|id cliente|klantnummer|customer user id",
    "note": "note|notes|customer note|order note|comment|bemerkung|anmerkung|kommentar|notiz|remarque|commentaire|observaciones|nota|note cliente|opmerking",
    "gift": "is gift|gift|geschenk|cadeau|regalo",
    "sku": "sku|item sku|product sku|lineitem sku|item code|article number|article no|item number|artikelnummer|artikelnr|artikel nr|art nr|référence|"
    "référence produit|réf|código|codice|codice articolo|artikelcode|variant sku|product code",
    "title": "item name|product|product name|item|title|description|lineitem name|article|product title|artikel|artikelname|artikelbezeichnung|bezeichnung|"
    "produkt|produktname|produit|nom du produit|désignation|producto|nombre del producto|artículo|prodotto|nome prodotto|descrizione|productnaam|"
    "omschrijving|positionstext",
    "variant": "variant|variation|variations|variant title|options|item options|product variation|variante|ausführung|déclinaison|opciones|variatie|"
    "product options",
    "quantity": "quantity|qty|item quantity|lineitem quantity|units|pieces|menge|anzahl|stückzahl|stück|quantité|qté|cantidad|quantità|qtà|aantal|"
    "quantity (- refund)|ordered qty|qty ordered",
    "unit_price": "price|unit price|item price|lineitem price|item cost|price each|preis|einzelpreis|stückpreis|stückpreis brutto|preis brutto|einzelpreis brutto|"
    "prix|prix unitaire|prix unitaire ttc|precio|precio unitario|prezzo|prezzo unitario|prijs|stukprijs|prijs per stuk|original price",
    "line_total": "line total|item total|order line total|row total|subtotal line|item subtotal|positionssumme|positionsbetrag|gesamtpreis|zeilensumme|"
    "total ligne|total línea|totale riga|regeltotaal",
    "line_discount": "line discount|item discount|lineitem discount|positionsrabatt|remise ligne|descuento línea|sconto riga|regelkorting|discount per item",
    "tax_rate": "tax rate|vat rate|tax %|vat %|vat|mwst|mwst satz|mwst %|ust satz|ust %|steuersatz|taux tva|tva %|tva|iva|iva %|tipo iva|aliquota|aliquota iva|btw|"
    "btw %|btw tarief|tax percent",
    "tax": "tax amount|item tax|line tax|vat amount|order line tax|mwst betrag|steuerbetrag|montant tva|importe iva|importo iva|btw bedrag|tax",
    "personalisation": "personalisation|personalization|engraving|custom text|customisation|customization|text|inscription|engraving text|your text|wunschtext|"
    "gravur|gravurtext|personalisierung|aufdruck|personnalisation|gravure|texte|texto|grabado|personalización|incisione|testo|personalizzazione|"
    "gravering|graveertekst|tekst|gepersonaliseerde tekst|lineitem properties|buyer customization",
    "category": "category|product type|kategorie|warengruppe|catégorie|categoría|categoria|categorie",
    "supplier": "supplier|vendor|lieferant|fournisseur|proveedor|fornitore|leverancier",
    "batch": "batch|batch number|batch no|lot number|lot no|lot|chargennummer|chargennr|los|losnummer|numéro de lot|número de lote|lote|numero lotto|lotto|"
    "batchnummer|partijnummer",
    "text_version": "text version|product text version|description version|textversion|textfassung|version du texte|versión del texto|versione testo|tekstversie",
}  # fmt: skip


def _index() -> dict[str, str]:
    found: dict[str, str] = {}
    for field, names in _NAMES.items():
        for name in names.split("|"):
            found.setdefault(fold(name), field)
        found.setdefault(fold(field), field)
    return found


_FIELD_OF = _index()


def fingerprint(header: Iterable[str]) -> str:
    """The same columns in any order, whatever their case and accents, are one header."""
    return digest_of(sorted(fold(name) or name for name in header))


def guess(header: list[str]) -> dict[str, list[str]]:
    """{field: columns} by their names; the more telling name wins where two columns could be one field."""
    ranked = {}
    for place, column in enumerate(header):
        field = _FIELD_OF.get(fold(column))
        if field:
            names = [fold(name) for name in _NAMES[field].split("|")]
            ranked[column] = (field, names.index(fold(column)) if fold(column) in names else 0, place)
    found: dict[str, list[str]] = {}
    for column, (field, *_) in sorted(ranked.items(), key=lambda one: one[1][1:]):
        if field in MANY:
            found.setdefault(field, []).append(column)
        elif field not in found:
            found[field] = [column]
    for field in MANY:
        found.get(field, []).sort(key=header.index)
    return found
