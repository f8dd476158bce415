"""What is said whatever the trouble is: words, no logic. `{thing}`, `{name}` and the like are filled in."""

AUTO_REPLY = (
    "Thank you for your message. We have received it and answer on working days from 9 to 17.",
    "We have received your message. This is an automatic reply.",
)
GREETINGS = ("Hello {name},\n\n", "Dear {name},\n\n", "Hi {name},\n\n", "Good day {name},\n\n", "")
HOLDING = (
    "we will check and get back to you.",
    "thank you for telling us. I will {promise}.",
    "I am sorry about this. I will {promise}, {when} at the latest.",
    "that should not happen. Let me {promise}; you hear from me {when}.",
)
UNCERTAIN_WORD = "check and get back to you"
ASKING = (
    "could you tell me {keys}, please?",
    "to find it I need to know: {keys}.",
    "thank you. One question first: {keys}?",
)
VERIFYING = ("is it still {value}?", "I see {value} here, is that right?")
CUSTOMER_ANSWERS = (
    "It is {values}.",
    "Sure: {values}. Anything else?",
    "{values}. I hope that helps.",
)
CHASERS = (
    "Any news about {thing}? I have not heard from you.",
    "I was told that you would get back to me. What about {thing}?",
    "It has been days now. Could somebody please look at {thing}?",
    "I wrote about {thing} already and explained everything. Does anybody read this?",
    "Hello? I am still waiting for an answer about {thing}.",
    "Just asking again about {thing}, this is getting urgent for us.",
)
CALLS_AGAIN = (
    "Calls about {thing}: no answer so far, and had to explain everything again.",
    "Rings because nobody answered. It is still about {thing}.",
    "Asks what happened with {thing}. Rather upset.",
)
SORRY = (
    "I am sorry that you had to wait. ",
    "Sorry for the silence, that was our mistake. ",
    "Thank you for your patience. ",
    "",
)
UPDATES = (
    "a short word on {thing}: we are still waiting for {others}. I keep an eye on it.",
    "no news from {others} yet. I have asked again today.",
    "{others} have answered, we are looking at it now.",
)
WAITING_FOR = (
    "I have handed this to {others} and will tell you as soon as they answer.",
    "we need {others} for this. I have asked them just now.",
)
MISSING_ANSWER = (
    "did you find the time to try it?",
    "may I ask once more for the details? Then we can go on.",
)
ON_THE_PHONE = ("(call answered)", "(took the call)")
IN_THE_CHAT = ("let me have a look at {thing}, one moment please.", "I am reading what was written so far.")
END_OF_CALL = ("(call ended)", "(said goodbye)")
HAND_OVER_NOTES = (
    "Handing over to {colleague}, who knows this better than I do.",
    "{colleague}, can you take it? All details are above.",
    "I am off from tomorrow. {colleague}, please go on with {thing}.",
)
THANKS = ("Thank you!", "Thanks a lot, all good.", "Great, thank you very much.", "Perfect, thanks.")
STILL_BROKEN = (
    "It is still the same with {thing}, sorry.",
    "Unfortunately that did not help.",
    "It worked for a day. Now it is back.",
    "No, this is not solved for me.",
)
SECOND_FIXES = (
    "you were right, there was a second cause. It is removed now. Please have another look.",
    "we have looked at it again together and found what was missed. It should be good now.",
)
WAIVED = "Never mind, I do not need that any more. The rest is fine."
COMMENTS = {
    "good": ("Quick and friendly.", "Somebody who listened.", "Solved in one go.", "They kept their word.", ""),
    "middling": ("It took a while.", "Fine in the end.", ""),
    "bad": (
        "I had to explain everything three times.",
        "Nobody called back although it was promised.",
        "Days without a word.",
        "",
    ),
}
SPAM = (
    ("Your domain ranks low", "We can bring your shop to the first page of all search engines. Reply for an offer."),
    ("Invoice overdue!!!", "Open the attached document to avoid legal steps."),
    ("Business proposal", "Dear sir or madam, I have an investment that cannot wait."),
    ("Cheap followers", "10,000 real followers for your brand, today only."),
)
OUT_OF_OFFICE = "I am out of the office and will read your message when I am back."
BOUNCED_NOTE = "The mail came back: mailbox full. Trying by phone."
