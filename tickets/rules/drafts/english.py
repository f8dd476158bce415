"""English."""

import re

from tickets.rules.drafts.due import Kind
from tickets.rules.drafts.language import Language, filled, fillings

_ADVERB = r"(?:\w{1,30}ly|also|then|now|still|just|soon|both|all|definitely|be sure to|make sure to|do our best to|try to|get someone to)"
_WE = (
    rf"\b(?:i|we)(?:'ll| will| shall|'m going to| am going to|'re going to| are going to|'m about to| promise to| aim to(?! ensure)| plan to)"
    rf"(?: {_ADVERB}){{0,3}}"
)
_ACT = (
    r"(?:(?:get|come|report|circle|be|write|call|ring|phone|email) back|get (?:this|it|that|the|your|a|some|in touch|hold)"
    r"|have (?:this|it|that|the|your|an?|some|news)|reply|respond|answer|write|call|ring|phone|contact|e-?mail|text|message"
    r"|update|inform|notify|tell|let you|keep|follow|check|look into|look at|investigate|find out|ask|escalate|forward|pass"
    r"|raise|chase|send|ship|post|dispatch|refund|credit|reimburse|compensate|replace|exchange|fix|repair|correct|amend|resolve"
    r"|sort|solve|arrange|schedule|book|make sure (?:that )?\w{1,30}|ensure|share|drop you|reach out|reach you|be in touch|touch base"
    r"|speak|talk|liaise|discuss|review|test|reproduce|release|deploy|roll out|deliver|provide|give you|take care|deal|see to"
    r"|process|issue|waive|reset|restore|transfer|return|visit|try again|address|prioriti[sz]e|initiate|set up|put in|file|log|work (?:\w{1,30} )?(?:on|to)|do (?:everything|whatever)|expedite|implement|monitor|perform|attach|do (?:this|it|that|so)|add|change|remove)\b"
)
_SOMEBODY = (
    r"\b(?:someone|somebody|they|one of (?:us|our)|(?:my|our|the|an?|your)(?: \w{1,30}){0,2} ?(?:colleagues?|teams?|technicians?|engineers?"
    r"|developers?|managers?|supervisors?|department|specialists?|agents?|couriers?|accountants?|lead|experts?|people))"
    r"\b[^,.;]{0,40}?"
)
_THEIR_ACT = (
    r"(?:contact|call|ring|phone|e-?mail|write|reply|answer|respond|be in touch|get (?:in touch|back)|come|reach|visit|follow"
    r"|let you|update|inform|notify|look|check|fix|resolve|sort|take|investigate|review|send|help|process|deal|perform|address)"
)
_THING = (
    r"(?:an? |the |our |my |your |some |further |more |any ){0,4}(?:\w{1,30} )?(?:answer|reply|response|updates?|news|refund|replacement|credit"
    r"|(?:e-?)?mail|call|confirmation|notification|feedback|information|details|voucher|parcel|package|invoice|one)\b"
)

WEEKDAYS = {
    "monday": 0,
    "mondays": 0,
    "tuesday": 1,
    "tuesdays": 1,
    "wednesday": 2,
    "wednesdays": 2,
    "thursday": 3,
    "thursdays": 3,
    "friday": 4,
    "fridays": 4,
    "saturday": 5,
    "saturdays": 5,
    "sunday": 6,
    "sundays": 6,
}
MONTHS = {
    "january": 1,
    "february": 2,
    "march": 3,
    "april": 4,
    "may": 5,
    "june": 6,
    "july": 7,
    "august": 8,
    "september": 9,
    "october": 10,
    "november": 11,
    "december": 12,
}
NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "a couple of": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "ten": 10,
    "a few": 3,
    "few": 3,
    "several": 3,
    "half an": 1,
}
PROMISES = re.compile(
    "|".join(
        (
            rf"{_WE} {_ACT}",
            r"\b(?:will|'ll) (?:get|come|be|write|report) back to you\b",
            r"\blet (?:me|us)\b.{0,100}\b(?:and|then)(?: i'll| i will| we'll)? (?:get|come|write|reply|report|update|let you|call|be back)\b",
            rf"{_SOMEBODY}(?: will|'ll| is going to| are going to| is going| should| has been asked to) (?:\w{{1,30}} )?{_THEIR_ACT}\b",
            rf"\byou(?:'ll| will| should| shall| can expect to)(?: \w{{1,30}}ly| soon| then)? (?:receive|get|have) {_THING}",
            r"\byou(?:'ll| will| should| can expect to)(?: \w{1,30})? hear (?:back )?(?:from (?:us|me|our|my)|more)\b",
            r"\b(?:please )?expect (?:an?|my|our|to hear)\b(?: \w{1,30}){0,2}(?: update| answer| reply| call| mail| response| news| back| from us)",
            r"\b(?:more|news) from (?:me|us)\b",
            r"\b(?:give|allow) (?:me|us) (?:until|till|a few|two|three|\d)\b",
            r"\bi promise\b|\bwe promise\b|\byou have my word\b",
            r"\b(?:i'm|i am|we're|we are) (?:getting|coming|following|looking) \w{1,30}[^.;]{0,80}\band will\b",
        )
    )
)
WITH_A_TIME = re.compile(
    "|".join(
        (
            rf"{_WE} (?!not\b|never\b|need\b|require\b|be (?:closed|happy|glad|away|able|unable|out|off|here)|have to\b|miss\b|assume\b"
            r"|close\b|consider\b|love\b|wait\b)\w{1,30}",
            rf"{_SOMEBODY}(?: will|'ll| is going to| should) (?!not\b|be (?:closed|away|out|off))\w{{1,30}}",
            r"\byou(?:'ll| will| should)(?: \w{1,30}ly)? (?:hear|receive|get|have)\b(?! to\b)",
            r"\b(?:will|'ll|should|is going to) be (?!available until)(?:\w{1,30}ly )?(?:shipped|sent|fixed|repaired|refunded|delivered|ready|available|live|online"
            r"|done|processed|resolved|solved|back|with you|credited|updated|posted|dispatched|replaced|released|deployed|corrected|there"
            r"|completed|finished|paid|issued|restored|in touch|contacted|called)\b",
            r"\b(?:will|should|is going to) (?:arrive|go live|go out|leave|ship|land|reach you|come)\b",
            r"\b(?:i'm|i am|we're|we are) (?:sending|shipping|calling|fixing|getting|going to)\b",
        )
    )
)
NEVER = re.compile(
    "|".join(
        (
            r"^(?:if you|please|you can|you may|feel free)\b(?!.{0,100}\b(?:i|we)(?:'ll| will)\b)",
            r"\b(?:cannot|can't|can not|unable to) (?:promise|guarantee|say)\b",
            r"\bi'll be (?:happy|glad)\b",
        )
    )
)
ASKING = re.compile(
    "|".join(
        (
            r"\b(?:could|can|would|will) you (?:please |kindly |also |just |quickly |perhaps ){0,3}(?:provide|send|give|tell|confirm|verify|share|let|specify|state|indicate|repeat|remind|supply|include your|write|spell)\b(?: (?:me|us))?(?: with)?",
            r"\b(?:may|can|could|might) i (?:please |also |just |quickly ){0,3}(?:have|get|know|ask(?: for)?|take|confirm)\b",
            r"\b(?:may|can|could) we (?:please )?(?:have|get|know)\b",
            r"\b(?:what's|what is|what was|what are|which is|what would be)\b",
            r"\b(?:i|we)(?:'ll|'d| will| would)?(?: just| also| still| only){0,3} (?:need|require)\b(?! to (?!know\b|have\b))(?: to know| to have| you to (?:provide|confirm|send))?",
            r"\b(?:please|kindly) (?:\w{1,30} ){0,2}?(?:provide|send|confirm|let|tell|give|share|state|include your|reply with|indicate|specify|verify|note)\b(?: (?:me|us))?(?: with)?",
            r"\b(?:give|send|tell) (?:me|us)\b",
            r"\bdo you (?:have|know|remember|happen to (?:have|know))\b",
            r"\b(?:which|what)(?= (?:\w{1,30} ){0,2}(?:device|model|version|phone model|firmware|email|e-mail|address)\b)",
            r"\byou would give me\b",
        )
    )
)
CONFIRMING = re.compile("|".join((r"\bstill\b",)))
_WORDS = fillings(WEEKDAYS, MONTHS, NUMBERS)
TIMES = tuple(
    (re.compile(filled(words, _WORDS)), kind, n)
    for words, kind, n in (
        (r"\b{n} min(?:ute)?s?\b", Kind.MINUTES, 1),
        (
            r"\b(?:within|in|next|after)(?: about| around| around| the next| the)? {n}(?: more)? hours?\b|\bwithin the hour\b",
            Kind.HOURS,
            1,
        ),
        (r"\b{n} hours?\b", Kind.HOURS, 1),
        (r"\bnext week (?:on )?{weekday}\b", Kind.WEEKDAY_NEXT_WEEK, 0),
        (r"\b{weekday} (?:of )?next week\b", Kind.WEEKDAY_NEXT_WEEK, 0),
        (r"\bday after tomorrow\b", Kind.DAY, 2),
        (r"\b{n}(?: to \w{1,30}|-\d+)? (?:\w{1,30} )?(?:business|working|work|week)? ?days?\b", Kind.DAYS, 1),
        (r"\b(?:next|coming|following) days\b", Kind.DAYS, 3),
        (r"\b{day}(?:st|nd|rd|th)?(?: of)? {month}\b", Kind.DATE, 0),
        (r"\b{month} (?:the )?{day}(?:st|nd|rd|th)?\b", Kind.DATE, 0),
        (r"\b{weekday}\b", Kind.WEEKDAY, 0),
        (r"\btomorrow\b", Kind.DAY, 1),
        (
            r"\btoday\b|\btonight\b|\bthis (?:morning|afternoon|evening)\b|\b(?:end of|later (?:in )?)(?: the)?(?: business| working)? ?day\b",
            Kind.DAY,
            0,
        ),
        (
            r"\bend of (?:the )?(?:business|play)\b|\bclose of business\b|\bthe end of the day\b|\b(?:eod|cob)\b",
            Kind.DAY,
            0,
        ),
        (r"\bnext week\b", Kind.WEEK, 1),
        (r"\bthis week\b|\bend of the week\b|\bbefore the week is out\b", Kind.WEEK, 0),
        (r"\b(?:within|in|next)(?: about| the next)? {n} weeks?\b", Kind.WEEKS, 1),
        (r"\bend of (?:the|this) month\b|\bthis month\b", Kind.MONTH, 0),
        (r"\bnext month\b", Kind.MONTH, 1),
    )
)
HOURS = tuple(
    (re.compile(filled(words, _WORDS)), hour)
    for words, hour in (
        (r"\bnoon\b|\bmidday\b|\bmorning\b|\blunch(?:time)?\b", 12),
        (r"\b(?:by|before|at|until|till|around) {hour} ?(?P<half>[ap])\.?m\b", None),
        (r"\b{hour} ?(?P<half>[ap])\.?m\b", None),
        (
            r"\b(?:by|before|at|until|till|around) {hour}(?: o'clock)?(?=[ ,.!]|$)(?! (?:\w{1,30} )?(?:days?|hours?|minutes?|weeks?|of|[a-z]+uary|march|april|may|june|july|august|\w{1,30}ber)\b)",
            None,
        ),
    )
)
ASKS_WHICH = tuple(
    (key, re.compile(words))
    for key, words in (
        ("phone", r"\bnumber (?:that |where |on which |at which )?(?:we|i|you) can (?:reach|call|be reached)"),
        (
            "device",
            r"\b(?:which|what) (?:kind of |type of |brand of )?(?:phone|laptop|tablet|computer|router|printer)\b",
        ),
        ("name", r"\bwho am i speaking (?:to|with)"),
        ("phone", r"^i'd just need your phone"),
    )
)

ENGLISH = Language(
    code="en",
    weekdays=WEEKDAYS,
    months=MONTHS,
    numbers=NUMBERS,
    promises=PROMISES,
    promises_with_a_time=WITH_A_TIME,
    never=NEVER,
    times=TIMES,
    hours=HOURS,
    asking=ASKING,
    asks_which=ASKS_WHICH,
    confirming=CONFIRMING,
    confirm="Is your {key} still {value}?",
    common=frozenset(
        [
            "the",
            "and",
            "you",
            "your",
            "we",
            "is",
            "are",
            "will",
            "have",
            "this",
            "that",
            "please",
            "it",
            "be",
            "to",
            "of",
            "with",
            "not",
            "our",
            "can",
            "i",
            "by",
            "they",
            "a",
        ]
    ),
)
