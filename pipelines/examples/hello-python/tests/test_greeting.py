import unittest

from hello.greeting import GREETINGS, UnknownLanguage, greet


class GreetingTest(unittest.TestCase):
    def test_greets_by_name(self):
        self.assertEqual(greet("Ada"), "Hello, Ada!")

    def test_greets_everyone_without_a_name(self):
        self.assertEqual(greet("  "), "Hello, world!")

    def test_every_language_greets(self):
        for language, word in GREETINGS.items():
            with self.subTest(language=language):
                self.assertEqual(greet("Ada", language), f"{word}, Ada!")

    def test_names_the_languages_there_are(self):
        with self.assertRaisesRegex(UnknownLanguage, r"^no greeting in 'tlh'; there are: de, en, fr$"):
            greet("Worf", "tlh")


if __name__ == "__main__":
    unittest.main()
