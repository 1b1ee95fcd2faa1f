"""What the service says, apart from how it is asked."""

GREETINGS = {"de": "Hallo", "en": "Hello", "fr": "Bonjour"}


class UnknownLanguage(ValueError):
    """A language without a greeting."""


def greet(name, language="en"):
    """Greets `name`, or everyone if the name is blank."""
    try:
        word = GREETINGS[language]
    except KeyError:
        known = ", ".join(sorted(GREETINGS))
        raise UnknownLanguage(f"no greeting in {language!r}; there are: {known}") from None
    return f"{word}, {name.strip() or 'world'}!"
