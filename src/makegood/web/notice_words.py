"""What the mails of a shop are called on its desk: each kind, when it goes, and each place that may stand in one."""

from django.utils.translation import gettext_lazy as _

# kind -> (name, when it goes)
KINDS = {
    "case_opened": (_("We have it"), _("A customer told you what is wrong.")),
    "choose_again": (_("The choice is still open"), _("The customer has not chosen by the day that you named.")),
    "promise_late": (_("It takes longer"), _("A day that the customer waits for has passed; the new one is named.")),
    "choose": (_("You can choose"), _("There is something to choose, or what can be chosen changed.")),
    "refused_by_rule": (_("A rule said no"), _("A rule of your promise refused, without a person.")),
    "person_asked": (_("A person looks at it"), _("The customer asked for a person after a rule had refused.")),
    "declined": (_("Declined"), _("You declined, with a reason.")),
    "label_ready": (_("The label"), _("The label for the way back is ready.")),
    "deadline_extended": (_("A later day"), _("You gave the customer more time.")),
    "send_back_over": (_("The day to send it is over"), _("Nothing was sent by the last day.")),
    "parcel_received": (_("The parcel arrived"), _("The hub scanned the parcel.")),
    "parcel_otherwise": (_("Something in the parcel was missing or wrong"), _("The hub counted less than was announced, or something else.")),
    "inspected_otherwise": (_("It was looked at, and a person decides"), _("What the hub saw contradicts what the customer said.")),
    "refund_pending": (_("Money is on its way"), _("A refund was started.")),
    "refund_posted": (_("Money was sent"), _("A refund left.")),
    "refund_delayed": (_("Money needs another way"), _("A refund could not be sent, or not all of it.")),
    "refund_voided": (_("A refund was stopped"), _("You took a refund back, because it was not right.")),
    "credit_given": (_("A credit"), _("The customer chose credit or a discount code.")),
    "send_back_soon": (_("Please send it"), _("The money went first, and the day to send it is near.")),
    "send_back_again": (_("Asked again"), _("The money went first, and nothing came.")),
    "means_asked": (_("Another account"), _("A refund can't go back the way it came, and you ask the customer again.")),
    "claim_info_asked": (_("One more picture"), _("A supplier asks what only the customer can show, and you ask them, once.")),
    "credit_ending": (_("A credit ends soon"), _("A part of a credit can be spent for thirty more days.")),
    "difference_asked": (_("The rest of a price"), _("The goods chosen in exchange cost more.")),
    "difference_again": (_("The rest of a price, again"), _("It was not paid by its day.")),
    "difference_back": (_("The rest of a price goes back"), _("An exchange that was paid for does not go on.")),
    "difference_returned": (_("The rest of a price was sent back"), _("You recorded that it was.")),
    "remake_started": (_("The new one is being made"), _("You or the supplier began to make it again.")),
    "remake_shipped": (_("The new one is on its way"), _("It was posted.")),
    "remake_failed": (_("The new one went wrong"), _("It could not be made or delivered.")),
    "case_dropped": (_("Closed as asked"), _("The customer let it go.")),
    "case_reopened": (_("We look at it again"), _("A closed case was opened again.")),
    "gift_told": (_("About a present"), _("To the buyer, where whoever was given it said that they may know.")),
    "gift_refunded": (_("Money back for a present"), _("To the buyer, when money was sent back.")),
    "order_found": (_("Your order was found"), _("You found the order that a customer could not find.")),
    "message": (_("Your own message"), _("Around what a person of yours writes.")),
    "mail_answer": (_("Your answer to a mail"), _("Around what a person of yours answers to a mail that belongs to no case.")),
    "withdrawal_received": (_("Receipt of a withdrawal"), _("At once, when a customer withdraws; the law wants it.")),
    "withdrawal_opened": (_("The page of a withdrawal"), _("The order of a withdrawal is known.")),
    "withdrawal_answered": (_("Answer to a withdrawal"), _("The law gives no withdrawal for some of it, as we read it.")),
    "withdrawal_reply": (_("Your reply to a withdrawal"), _("Around what a person of yours writes about a withdrawal.")),
}  # fmt: skip

PLACES = {
    "item": _("what it is about"), "order": _("the order's number"), "shop_name": _("your shop's name"), "contact_name": _("your contact's name"),
    "customer_name": _("the customer's name"), "recipient": _("yes where it goes to whoever was given a present"), "amount": _("the amount"),
    "moved": _("what was sent"), "rest": _("what could not be sent"), "came_back": _("yes where the bank gave it back"),
    "card_gone": _("yes where the card is gone"), "due_on": _("the day by which money is sent"), "answer_by": _("the day of our answer"),
    "send_by": _("the last day to send it"), "until": _("the last day"), "received_on": _("the day it arrived"),
    "by": _("the day it should be there"), "tracking": _("the tracking number"), "code": _("the code"), "credit_note": _("the credit note's number"),
    "reason": _("the reason"), "text": _("what your person wrote"), "about": _("the subject of their mail"), "sentence": _("one more sentence, where there is one"),
    "address": _("where it goes"), "refused": _("each item and why there is nothing"), "noun": _("the law's word for withdrawal"),
    "when": _("when it came in"), "title": _("the receipt's first sentence"), "statement": _("what was declared"),
    "earlier": _("that the same was sent before"), "link": _("the link to the receipt"), "start": _("the link to begin"),
    "receipt": _("the receipt's number"), "missing": _("what was missing or wrong"), "left": _("what is left to spend"),
    "means": _("the link to tell an account"), "wanted": _("what they should show"), "show": _("the link to show it"), "asked": _("yes where the customer is asked for an account"),
    "follows": _("what follows where nothing comes back"), "owed": _("what is noted as owed to you"),
    "let_be": _("yes where you leave it at that"), "new_day": _("the new last day"),
    "bonus": _("what was given on top, or yes where it is that"), "bonus_until": _("the last day of what was given on top"),
    "owed_until": _("the last day of what stands for money, where there is one"),
    "goods": _("what the customer gets instead"), "pay_link": _("where it can be paid"),
    "what": _("what takes longer"), "was": _("the day that was not kept"),
}  # fmt: skip


def kind_name(kind: str) -> str:
    return str(KINDS[kind][0]) if kind in KINDS else kind.replace("_", " ")
