"""Every word the bot says, in every language of its interface.

A phrase missing in one language, or with other gaps than in English, fails a test.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Language(StrEnum):
    """The languages the bot speaks; articles and questions may be in many more."""

    ENGLISH = "en"
    SPANISH = "es"


def language_for(code: str | None) -> Language:
    """The interface language for a user's language code, English where we have none.

    >>> language_for("es-MX").value, language_for("ja").value, language_for(None).value
    ('es', 'en', 'en')
    """
    short = (code or "").split("-")[0].lower()
    return Language(short) if short in set(Language) else Language.ENGLISH


PHRASES: Final[dict[Language, dict[str, str]]] = {
    Language.ENGLISH: {
        "welcome": "Ask me about the news articles I hold. I answer only in their own words, and show "
        "where each word stands. When they do not say, I tell you so.",
        "help": "Write a question. I show the passage that answers it, with the answering sentence marked "
        "and where it stands. No language model writes anything here.",
        "help_commands": "{more} shows the next passages, {context} the paragraphs around one, "
        "{articles} lists what I hold.",
        "about": "Verbatim {version} answers questions about news articles only in the articles' own words. "
        "It searches their passages with BM25, marks the sentence that answers, and says where it stands. "
        "No language model writes anything, so every quoted word can be checked.",
        "holdings": "I hold {articles}.",
        "holdings_newest": "I hold {articles}, newest {date}.",
        "one_article": "1 article",
        "many_articles": "{count} articles",
        "no_articles": "I hold no articles yet.",
        "article_line": "{number}. {title}",
        "closest_one": "The articles may not answer this. The closest passage:",
        "closest_many": "The articles may not answer this. The closest passages:",
        "nothing": "The articles do not say.",
        "could_ask": "You could ask:",
        "about_topic": "About {topic}:",
        "greeting": "Hello. Ask me about the articles I hold.",
        "welcome_back": "You are welcome.",
        "missing_title": "The article has no title.",
        "missing_authors": "The article does not say who wrote it.",
        "missing_outlet": "The article does not say who published it.",
        "missing_published": "The article does not say when it was published.",
        "missing_place": "The article does not say where it was written.",
        "missing_url": "No address is known for the article.",
        "paragraph": "paragraph {number} of {count}",
        "paragraphs": "paragraphs {first} to {last} of {count}",
        "speaker": "said by {speaker}",
        "by": "by {authors}",
        "untitled": "untitled",
        "check_verbatim": "These words stand in the articles, exactly so:",
        "check_alike": "These words stand in the articles, but for {forgiven}:",
        "check_nearly": "These words do not stand in the articles. Nearest to them:",
        "check_absent": "These words do not stand in the articles.",
        "check_added": "Only in your words: {words}",
        "check_what": "Write the sentence after the command, for example: /check Owls hoot at night.",
        "forgiven_space": "whitespace",
        "forgiven_marks": "the style of quotation marks and dashes",
        "forgiven_case": "upper and lower case",
        "forgiven_accents": "the spelling of accents",
        "forgiven_enclosing": "the quotation marks around them",
        "no_more": "There are no more passages for this question.",
        "nothing_shown": "There is no answer to continue yet. Ask a question first.",
        "expired": "This answer is no longer kept. Please ask again.",
        "not_yours": "This button belongs to another chat.",
        "empty_question": "Write the question after the command, for example: /ask What happened?",
        "only_text": "I can read only written questions. Please write what you would like to know.",
        "unknown_command": "I do not know that command. {help} shows what I can do.",
        "trouble": "Something went wrong on my side. Please ask again in a moment.",
        "goodbye": "Goodbye.",
        "button_more": "More",
        "button_context": "Context",
        "button_back": "Back",
        "command_start": "What I do",
        "command_help": "How to ask",
        "command_ask": "Ask a question",
        "command_articles": "The articles I hold",
        "command_check": "Whether a sentence stands in the articles",
        "command_about": "What this is and how it answers",
        "bot_description": "Ask about the news articles held here. Answers come only in the articles' own "
        "words, with the place of every quotation.",
        "bot_short_description": "Answers about news articles, only in their own words.",
    },
    Language.SPANISH: {
        "welcome": "Pregúntame por los artículos que tengo. Respondo solo con sus propias palabras y muestro "
        "dónde está cada una. Cuando no lo dicen, te lo digo.",
        "help": "Escribe una pregunta. Muestro el pasaje que la responde, con la frase que responde marcada "
        "y el lugar donde está. Aquí ningún modelo de lenguaje escribe nada.",
        "help_commands": "{more} muestra los pasajes siguientes, {context} los párrafos de alrededor, "
        "{articles} la lista de lo que tengo.",
        "about": "Verbatim {version} responde preguntas sobre artículos de prensa solo con las palabras de "
        "los artículos. Busca en sus pasajes con BM25, marca la frase que responde y dice dónde está. "
        "Ningún modelo de lenguaje escribe nada: cada palabra citada se puede comprobar.",
        "holdings": "Tengo {articles}.",
        "holdings_newest": "Tengo {articles}; el más reciente, del {date}.",
        "one_article": "1 artículo",
        "many_articles": "{count} artículos",
        "no_articles": "Todavía no tengo artículos.",
        "article_line": "{number}. {title}",
        "closest_one": "Puede que los artículos no respondan a esto. El pasaje más cercano:",
        "closest_many": "Puede que los artículos no respondan a esto. Los pasajes más cercanos:",
        "nothing": "Los artículos no lo dicen.",
        "could_ask": "Podrías preguntar:",
        "about_topic": "Sobre {topic}:",
        "greeting": "Hola. Pregúntame por los artículos que tengo.",
        "welcome_back": "De nada.",
        "missing_title": "El artículo no tiene título.",
        "missing_authors": "El artículo no dice quién lo escribió.",
        "missing_outlet": "El artículo no dice quién lo publicó.",
        "missing_published": "El artículo no dice cuándo se publicó.",
        "missing_place": "El artículo no dice dónde se escribió.",
        "missing_url": "No se conoce ninguna dirección del artículo.",
        "paragraph": "párrafo {number} de {count}",
        "paragraphs": "párrafos {first} a {last} de {count}",
        "speaker": "dicho por {speaker}",
        "by": "por {authors}",
        "untitled": "sin título",
        "check_verbatim": "Estas palabras están en los artículos, exactamente así:",
        "check_alike": "Estas palabras están en los artículos, salvo por {forgiven}:",
        "check_nearly": "Estas palabras no están en los artículos. Lo más parecido:",
        "check_absent": "Estas palabras no están en los artículos.",
        "check_added": "Solo en tus palabras: {words}",
        "check_what": "Escribe la frase después del comando, por ejemplo: /check Los búhos ululan de noche.",
        "forgiven_space": "los espacios",
        "forgiven_marks": "el estilo de las comillas y los guiones",
        "forgiven_case": "las mayúsculas y minúsculas",
        "forgiven_accents": "la escritura de los acentos",
        "forgiven_enclosing": "las comillas que las rodean",
        "no_more": "No hay más pasajes para esta pregunta.",
        "nothing_shown": "Todavía no hay una respuesta que continuar. Haz primero una pregunta.",
        "expired": "Esta respuesta ya no se guarda. Vuelve a preguntar, por favor.",
        "not_yours": "Este botón es de otro chat.",
        "empty_question": "Escribe la pregunta después del comando, por ejemplo: /ask ¿Qué pasó?",
        "only_text": "Solo puedo leer preguntas escritas. Escribe lo que quieras saber, por favor.",
        "unknown_command": "No conozco ese comando. {help} muestra lo que puedo hacer.",
        "trouble": "Algo falló de mi lado. Vuelve a preguntar en un momento, por favor.",
        "goodbye": "Hasta luego.",
        "button_more": "Más",
        "button_context": "Contexto",
        "button_back": "Atrás",
        "command_start": "Qué hago",
        "command_help": "Cómo preguntar",
        "command_ask": "Hacer una pregunta",
        "command_articles": "Los artículos que tengo",
        "command_check": "Si una frase está en los artículos",
        "command_about": "Qué es esto y cómo responde",
        "bot_description": "Pregunta por los artículos guardados aquí. Las respuestas usan solo las palabras "
        "de los artículos, con el lugar de cada cita.",
        "bot_short_description": "Respuestas sobre artículos de prensa, solo con sus propias palabras.",
    },
}

_MONTHS: Final[dict[Language, str]] = {
    Language.ENGLISH: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    Language.SPANISH: "ene feb mar abr may jun jul ago sept oct nov dic",
}


def phrase(language: Language, name: str, **gaps: object) -> str:
    """The phrase `name` with its gaps filled.

    >>> phrase(Language.SPANISH, "paragraph", number=2, count=7)
    'párrafo 2 de 7'
    """
    return PHRASES[language][name].format(**gaps)


def month_name(language: Language, month: int) -> str:
    """The short name of a month, 1 to 12, as newspapers in that language write it.

    >>> month_name(Language.ENGLISH, 11)
    'Nov'
    """
    return _MONTHS[language].split()[month - 1]
