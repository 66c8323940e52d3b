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
        "help_editors": "You may also:",
        "help_operators": "In a shell, {add} adds an article, and {remove} takes one away.",
        "help_typed": "{check} tells whether a sentence stands in the articles, {focus} keeps me to one of "
        "them, {speak} changes the language I speak, {forget} deletes what I keep.",
        "help_leave": "{quit} or Ctrl-D ends the conversation.",
        "about": "Verbatim {version} answers questions about news articles only in the articles' own words. "
        "It searches their passages with BM25, marks the sentence that answers, and says where it stands. "
        "No language model writes anything, so every quoted word can be checked.",
        "holdings": "I hold {articles}.",
        "holdings_newest": "I hold {articles}, newest {date}.",
        "one_article": "1 article",
        "many_articles": "{count} articles",
        "no_articles": "I hold no articles yet.",
        "closest_one": "The articles may not answer this. The closest passage:",
        "closest_many": "The articles may not answer this. The closest passages:",
        "closest_one_without": "The articles may not answer this. Nowhere in their text: {names}. "
        "The closest passage:",
        "closest_many_without": "The articles may not answer this. Nowhere in their text: {names}. "
        "The closest passages:",
        "nothing": "The articles do not say.",
        "could_ask": "You could ask:",
        "could_ask_there": "You could ask, in the articles' language:",
        "example": "For example: {question}",
        "you_asked": "You asked: {question}",
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
        "beside_before": "Before it, {where}:",
        "beside_after": "After it, {where}:",
        "speaker": "said by {speaker}",
        "by": "by {authors}",
        "untitled": "untitled",
        "check_verbatim": "These words stand in the articles, exactly so:",
        "check_alike": "These words stand in the articles, but for {forgiven}:",
        "check_nearly": "These words do not stand in the articles. Nearest to them:",
        "check_absent": "These words do not stand in the articles.",
        "check_bold": "In bold: the article's words, where yours differ.",
        "check_added": "Only in your words: {words}",
        "check_what": "Write the sentence after the command, for example: /check Owls hoot at night.",
        "forgiven_space": "whitespace",
        "forgiven_marks": "the style of quotation marks and dashes",
        "forgiven_case": "upper and lower case",
        "forgiven_accents": "the spelling of accents",
        "forgiven_enclosing": "the quotation marks around them",
        "no_more": "There is no more of this.",
        "no_context": "There is no context to show here.",
        "nothing_quoted": "Context is what stands around a quotation. Ask a question first.",
        "no_back": "There is nothing before this.",
        "no_such_number": "There is no {number} to choose here. {articles} lists what I hold.",
        "nothing_shown": "There is no answer to continue yet. Ask a question first.",
        "expired": "This answer is no longer kept. Please ask again.",
        "empty_question": "Write the question after the command, for example: /ask What happened?",
        "only_text": "I can read only written questions. Please write what you would like to know.",
        "unknown_command": "I do not know that command. {help} shows what I can do.",
        "trouble": "Something went wrong on my side. Please ask again in a moment.",
        "unreachable": "I cannot reach the archive just now, so I could not look. Please ask again in a few "
        "minutes.",
        "inline_unreachable": "The archive cannot be reached just now",
        "stale": "I was away and could not answer what you wrote in time. Please ask again.",
        "slow_down": "That is more than I can answer at once. Please wait {seconds} seconds, then ask again.",
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
        "only_in": "Only in “{title}”:",
        "nothing_in": "“{title}” does not say.",
        "focus_on": "From now on I answer only from “{title}”. {off} lets me answer from all articles again.",
        "focus_none": "I answer from all articles. Write a number or id after the command to keep me to one.",
        "focus_off": "I answer from all articles again.",
        "focus_gone": "I no longer hold the article you kept me to, so I answer from all articles again.",
        "article_what": "Write the article's number or id after the command, as {articles} shows it.",
        "article_unknown": "I hold no such article. {articles} lists what I hold.",
        "article_gone": "I do not hold this article, or no longer. {articles} lists what I hold.",
        "page_of": "Page {number} of {count}",
        "quoted_some": "Who is quoted by name:",
        "quoted_newest": "Who is quoted by name in the {count} newest articles:",
        "quoted_nobody": "I find nobody quoted by name.",
        "suggest_none": "I have no question to suggest.",
        "privacy": "I keep this chat's questions with their answers for {days} days, so that every button "
        "works, and which message shows which answer. I keep your language and focus until you change "
        "them, and your Telegram number only with a vote of yours. The people who keep the articles can "
        "read, without your name, what I found nothing for and what you put before them. My answers are "
        "searched here; nothing is sent to anybody else. /forget deletes everything at once.",
        "forget_sure": "Delete everything that is kept of this chat: questions, answers, votes, focus and "
        "language? Buttons under earlier answers will no longer work.",
        "forget_typed": "To do it: {yes}",
        "forgotten": "Everything kept of this chat is deleted.",
        "spared": "Nothing was deleted.",
        "language_which": "Which language shall I speak?",
        "language_typed": "({speak} en, es or auto)",
        "language_set": "I speak English from now on.",
        "language_auto": "I speak the language of your own settings from now on.",
        "language_unknown": "I do not speak that language. Write en, es or auto after the command.",
        "vote_helpful": "Thank you. Noted as helpful.",
        "vote_unhelpful": "Thank you. Noted as not helpful.",
        "editors_told": "Noted. The people who keep the articles will see this question, without your name.",
        "only_admins": "Only an administrator of this group, under their own name, can change this.",
        "group_hello": "I answer questions about the news articles I hold, only in their own words.\n"
        "Ask with /ask, mention me or reply to me; otherwise I stay silent.",
        "init_replace": "{file} is there already. Write it anew? Other settings in it stay. [no]",
        "init_spared": "{file} was left as it was.",
        "init_token": "The bot's token, as @BotFather in Telegram gave it [{default}]:",
        "init_kept": "the present one",
        "init_none": "none: ask at the terminal only",
        "init_name": "Telegram knows this bot as @{username}.",
        "init_unreachable": "Telegram cannot be reached just now; only the token's form was checked.",
        "init_articles": "The folder with the articles [{default}]:",
        "init_files": "Files in {folder}: {count}.",
        "init_adders": "Who may add articles, as numeric Telegram ids with commas between them; the bot "
        "tells a person theirs at /add [{default}]:",
        "init_nobody": "nobody",
        "init_written": "{file} is written; only you can read it.",
        "init_next_serve": "Next: verbatim serve",
        "init_next_ask": "Next: verbatim",
        "button_ask": "Ask this",
        "button_open": "Open",
        "button_copy": "Copy citation",
        "button_share": "Share",
        "button_helpful": "Helpful",
        "button_unhelpful": "Not helpful",
        "button_editors": "Ask the editors",
        "button_focus": "Only this article",
        "button_off": "All articles",
        "button_yes": "Delete everything",
        "button_no": "Delete nothing",
        "button_en": "English",
        "button_es": "Español",
        "button_auto": "Automatic",
        "command_article": "One article: its beginning, and what to ask",
        "command_focus": "Answer from one article only",
        "command_quotes": "Who is quoted",
        "command_suggest": "What you could ask",
        "command_language": "The language I speak",
        "command_privacy": "What I keep",
        "command_forget": "Delete what I keep of this chat",
        "bot_description": "Ask about the news articles held here. Answers come only in the articles' own "
        "words, with the place of every quotation.",
        "bot_short_description": "Answers about news articles, only in their own words.",
        "rights_ask": "I answer only people whom my operator has named.",
        "rights_add": "I take articles only from people whom my operator has named. "
        "Ask me about those I hold.",
        "rights_id": "Your Telegram id, should my operator want to name you: {id}",
        "rights_editors": "Only people whom my operator has named may do this.",
        "adding_reading": "Reading…",
        "adding_sure": "This is what I understood. Keep it?",
        "adding_title": "Title:",
        "adding_outlet": "Outlet:",
        "adding_date": "Date:",
        "adding_paragraphs": "Paragraphs:",
        "adding_first_line": "First line:",
        "adding_unknown": "not known",
        "adding_held": "I hold it already, word for word.",
        "adding_many": "{count} articles:",
        "adding_more": "and {count} more",
        "adding_failed": "Not read ({count}):",
        "adding_progress": "Adding: {done} of {count}…",
        "adding_new": "Kept. It can be asked about from now on. Its id: {id}",
        "adding_replaced": "Kept in place of its earlier version. Its id: {id}",
        "adding_unchanged": "I held it already; nothing changed. Its id: {id}",
        "adding_kept": "Kept: {new} new, {replaced} in place of earlier versions, {unchanged} held already.",
        "adding_discarded": "Discarded. Nothing was added.",
        "adding_settled": "This was settled before, or is no longer kept.",
        "adding_what": "Write an address after the command, like /add https://example.org/news, or send me "
        "a file or the article's own text.",
        "adding_too_large": "The file is larger than {limit} MB. Split it, or send the article's own text.",
        "adding_no_file": "Telegram did not give me the file. Please send it again.",
        "adding_refused": "That did not work: {problem}. {remedy}",
        "removing_what": "Write the article's number in /articles, or its id, after the command, or reply "
        "with the command to a message of mine that cites the article.",
        "removing_none": "I hold no article that this names.",
        "removing_which": "This names several articles. Which one? Write the command with one of these ids:",
        "removing_sure": "Remove this article? Its id: {id}",
        "removing_done": "Removed: “{title}”.",
        "removing_spared": "It stays.",
        "button_keep": "Keep",
        "button_discard": "Discard",
        "button_remove": "Remove",
        "button_spare": "Leave it",
        "button_export": "Export",
        "stats_days": "In the last {days} days:",
        "stats_questions": "Questions: {count}",
        "stats_answered": "Answered: {count}",
        "stats_closest": "Closest passage only: {count}",
        "stats_nothing": "Nothing found: {count}",
        "stats_time": "Median time: {milliseconds} ms",
        "stats_feedback": "Helpful: {helpful}, not helpful: {unhelpful}",
        "unanswered_none": "Nothing was asked in vain in the last {days} days.",
        "unanswered_some": "Asked in vain in the last {days} days, newest first:",
        "unanswered_line": "{count} × {question} ({date})",
        "unanswered_wanted": "put before you: {count}",
        "inline_hint": "Write a question about the articles",
        "inline_nothing": "The articles do not say",
        "command_add": "Add an article",
        "command_remove": "Remove an article",
        "command_stats": "How many questions, and how they went",
        "command_unanswered": "What was asked in vain",
    },
    Language.SPANISH: {
        "welcome": "Pregúntame por los artículos que tengo. Respondo solo con sus propias palabras y muestro "
        "dónde está cada una. Cuando no lo dicen, te lo digo.",
        "help": "Escribe una pregunta. Muestro el pasaje que la responde, con la frase que responde marcada "
        "y el lugar donde está. Aquí ningún modelo de lenguaje escribe nada.",
        "help_commands": "{more} muestra los pasajes siguientes, {context} los párrafos de alrededor, "
        "{articles} la lista de lo que tengo.",
        "help_editors": "También puedes:",
        "help_operators": "En una terminal, {add} añade un artículo y {remove} lo quita.",
        "help_typed": "{check} dice si una frase está en los artículos, {focus} me deja con uno solo, "
        "{speak} cambia el idioma en que hablo, {forget} borra lo que guardo.",
        "help_leave": "{quit} o Ctrl-D terminan la conversación.",
        "about": "Verbatim {version} responde preguntas sobre artículos de prensa solo con las palabras de "
        "los artículos. Busca en sus pasajes con BM25, marca la frase que responde y dice dónde está. "
        "Ningún modelo de lenguaje escribe nada: cada palabra citada se puede comprobar.",
        "holdings": "Tengo {articles}.",
        "holdings_newest": "Tengo {articles}; el más reciente, del {date}.",
        "one_article": "1 artículo",
        "many_articles": "{count} artículos",
        "no_articles": "Todavía no tengo artículos.",
        "closest_one": "Puede que los artículos no respondan a esto. El pasaje más cercano:",
        "closest_many": "Puede que los artículos no respondan a esto. Los pasajes más cercanos:",
        "closest_one_without": "Puede que los artículos no respondan a esto. No aparece en su texto: "
        "{names}. El pasaje más cercano:",
        "closest_many_without": "Puede que los artículos no respondan a esto. No aparece en su texto: "
        "{names}. Los pasajes más cercanos:",
        "nothing": "Los artículos no lo dicen.",
        "could_ask": "Podrías preguntar:",
        "could_ask_there": "Podrías preguntar, en el idioma de los artículos:",
        "example": "Por ejemplo: {question}",
        "you_asked": "Preguntaste: {question}",
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
        "beside_before": "Antes, {where}:",
        "beside_after": "Después, {where}:",
        "speaker": "dicho por {speaker}",
        "by": "por {authors}",
        "untitled": "sin título",
        "check_verbatim": "Estas palabras están en los artículos, exactamente así:",
        "check_alike": "Estas palabras están en los artículos, salvo por {forgiven}:",
        "check_nearly": "Estas palabras no están en los artículos. Lo más parecido:",
        "check_absent": "Estas palabras no están en los artículos.",
        "check_bold": "En negrita: las palabras del artículo, donde las tuyas difieren.",
        "check_added": "Solo en tus palabras: {words}",
        "check_what": "Escribe la frase después del comando, por ejemplo: /check Los búhos ululan de noche.",
        "forgiven_space": "los espacios",
        "forgiven_marks": "el estilo de las comillas y los guiones",
        "forgiven_case": "las mayúsculas y minúsculas",
        "forgiven_accents": "la escritura de los acentos",
        "forgiven_enclosing": "las comillas que las rodean",
        "no_more": "No hay más de esto.",
        "no_context": "Aquí no hay contexto que mostrar.",
        "nothing_quoted": "El contexto es lo que rodea una cita. Haz primero una pregunta.",
        "no_back": "No hay nada antes de esto.",
        "no_such_number": "Aquí no hay un {number} que elegir. {articles} muestra lo que tengo.",
        "nothing_shown": "Todavía no hay una respuesta que continuar. Haz primero una pregunta.",
        "expired": "Esta respuesta ya no se guarda. Vuelve a preguntar, por favor.",
        "empty_question": "Escribe la pregunta después del comando, por ejemplo: /ask ¿Qué pasó?",
        "only_text": "Solo puedo leer preguntas escritas. Escribe lo que quieras saber, por favor.",
        "unknown_command": "No conozco ese comando. {help} muestra lo que puedo hacer.",
        "trouble": "Algo falló de mi lado. Vuelve a preguntar en un momento, por favor.",
        "unreachable": "Ahora mismo no alcanzo el archivo, así que no pude buscar. Vuelve a preguntar en "
        "unos minutos, por favor.",
        "inline_unreachable": "Ahora no se puede acceder al archivo",
        "stale": "Estuve fuera y no pude responder a tiempo a lo que escribiste. Vuelve a preguntar, "
        "por favor.",
        "slow_down": "Es más de lo que puedo responder a la vez. Espera {seconds} segundos y vuelve a "
        "preguntar.",
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
        "only_in": "Solo en “{title}”:",
        "nothing_in": "“{title}” no lo dice.",
        "focus_on": "Desde ahora respondo solo con “{title}”. Con {off} vuelvo a responder con todos.",
        "focus_none": "Respondo con todos los artículos. Escribe un número o un id después del comando para "
        "que use solo uno.",
        "focus_off": "Vuelvo a responder con todos los artículos.",
        "focus_gone": "Ya no tengo el artículo que habías elegido; vuelvo a responder con todos.",
        "article_what": "Escribe después del comando el número o el id del artículo, como lo muestra "
        "{articles}.",
        "article_unknown": "No tengo ese artículo. {articles} muestra lo que tengo.",
        "article_gone": "No tengo este artículo, o ya no. {articles} muestra lo que tengo.",
        "page_of": "Página {number} de {count}",
        "quoted_some": "A quién se cita por su nombre:",
        "quoted_newest": "A quién se cita por su nombre en los {count} artículos más recientes:",
        "quoted_nobody": "No encuentro a nadie citado por su nombre.",
        "suggest_none": "No tengo ninguna pregunta que proponer.",
        "privacy": "Guardo las preguntas de este chat con sus respuestas durante {days} días, para que cada "
        "botón funcione, y qué mensaje muestra cada respuesta. Guardo tu idioma y tu artículo elegido hasta "
        "que los cambies, y tu número de Telegram solo con un voto tuyo. Quienes guardan los artículos "
        "pueden leer, sin tu nombre, aquello para lo que no hallé nada y lo que pones ante ellos. Las "
        "respuestas se buscan aquí; no se envía nada a nadie más. /forget lo borra todo en el acto.",
        "forget_sure": "¿Borro todo lo que guardo de este chat: preguntas, respuestas, votos, artículo "
        "elegido e idioma? Los botones de las respuestas anteriores dejarán de funcionar.",
        "forget_typed": "Para hacerlo: {yes}",
        "forgotten": "Todo lo que guardaba de este chat está borrado.",
        "spared": "No se ha borrado nada.",
        "language_which": "¿En qué idioma te hablo?",
        "language_typed": "({speak} en, es o auto)",
        "language_set": "Desde ahora hablo español.",
        "language_auto": "Desde ahora hablo el idioma de tu propia configuración.",
        "language_unknown": "No hablo ese idioma. Escribe en, es o auto después del comando.",
        "vote_helpful": "Gracias. Anotada como útil.",
        "vote_unhelpful": "Gracias. Anotada como no útil.",
        "editors_told": "Anotado. Quienes guardan los artículos verán esta pregunta, sin tu nombre.",
        "only_admins": "Solo quien administra este grupo, con su propio nombre, puede cambiar esto.",
        "group_hello": "Respondo preguntas sobre los artículos que tengo, solo con sus propias palabras.\n"
        "Pregunta con /ask, mencióname o respóndeme; si no, callo.",
        "init_replace": "{file} ya existe. ¿Lo escribo de nuevo? Lo demás que contiene se queda. [no]",
        "init_spared": "{file} queda como estaba.",
        "init_token": "El token del bot, como lo dio @BotFather en Telegram [{default}]:",
        "init_kept": "el actual",
        "init_none": "ninguno: preguntar solo en la terminal",
        "init_name": "Telegram conoce este bot como @{username}.",
        "init_unreachable": "Ahora no se puede llegar a Telegram; solo se comprobó la forma del token.",
        "init_articles": "La carpeta de los artículos [{default}]:",
        "init_files": "Archivos en {folder}: {count}.",
        "init_adders": "Quién puede añadir artículos: ids numéricos de Telegram, separados por comas; el bot "
        "dice a cada cual el suyo con /add [{default}]:",
        "init_nobody": "nadie",
        "init_written": "{file} está escrito; solo tú puedes leerlo.",
        "init_next_serve": "Ahora: verbatim serve",
        "init_next_ask": "Ahora: verbatim",
        "button_ask": "Preguntar esto",
        "button_open": "Abrir",
        "button_copy": "Copiar cita",
        "button_share": "Compartir",
        "button_helpful": "Útil",
        "button_unhelpful": "No útil",
        "button_editors": "Preguntar a la redacción",
        "button_focus": "Solo este artículo",
        "button_off": "Todos los artículos",
        "button_yes": "Borrar todo",
        "button_no": "No borrar nada",
        "button_en": "English",
        "button_es": "Español",
        "button_auto": "Automático",
        "command_article": "Un artículo: su comienzo y qué preguntar",
        "command_focus": "Responder con un solo artículo",
        "command_quotes": "A quién se cita",
        "command_suggest": "Qué podrías preguntar",
        "command_language": "El idioma en que hablo",
        "command_privacy": "Qué guardo",
        "command_forget": "Borrar lo que guardo de este chat",
        "bot_description": "Pregunta por los artículos guardados aquí. Las respuestas usan solo las palabras "
        "de los artículos, con el lugar de cada cita.",
        "bot_short_description": "Respuestas sobre artículos de prensa, solo con sus propias palabras.",
        "rights_ask": "Respondo solo a las personas que mi operador ha nombrado.",
        "rights_add": "Acepto artículos solo de las personas que mi operador ha nombrado. "
        "Pregúntame por los que tengo.",
        "rights_id": "Tu id de Telegram, por si mi operador quiere nombrarte: {id}",
        "rights_editors": "Esto solo pueden hacerlo las personas que mi operador ha nombrado.",
        "adding_reading": "Leyendo…",
        "adding_sure": "Esto es lo que entendí. ¿Lo guardo?",
        "adding_title": "Título:",
        "adding_outlet": "Medio:",
        "adding_date": "Fecha:",
        "adding_paragraphs": "Párrafos:",
        "adding_first_line": "Primera línea:",
        "adding_unknown": "no se sabe",
        "adding_held": "Ya lo tengo, palabra por palabra.",
        "adding_many": "{count} artículos:",
        "adding_more": "y {count} más",
        "adding_failed": "Sin leer ({count}):",
        "adding_progress": "Añadiendo: {done} de {count}…",
        "adding_new": "Guardado. Desde ahora se puede preguntar por él. Su id: {id}",
        "adding_replaced": "Guardado en lugar de su versión anterior. Su id: {id}",
        "adding_unchanged": "Ya lo tenía; nada ha cambiado. Su id: {id}",
        "adding_kept": "Guardados: {new} nuevos, {replaced} en lugar de versiones anteriores, "
        "{unchanged} que ya tenía.",
        "adding_discarded": "Descartado. No se añadió nada.",
        "adding_settled": "Esto ya quedó resuelto, o ya no se guarda.",
        "adding_what": "Escribe una dirección después del comando, como /add https://example.org/news, o "
        "envíame un archivo o el texto del artículo.",
        "adding_too_large": "El archivo pasa de {limit} MB. Divídelo, o envía el texto del artículo.",
        "adding_no_file": "Telegram no me dio el archivo. Envíalo otra vez, por favor.",
        "adding_refused": "No funcionó: {problem}. {remedy}",
        "removing_what": "Escribe después del comando el número del artículo en /articles, o su id, o "
        "responde con el comando a un mensaje mío que cite el artículo.",
        "removing_none": "No tengo ningún artículo que corresponda a eso.",
        "removing_which": "Esto nombra varios artículos. ¿Cuál? Escribe el comando con uno de estos id:",
        "removing_sure": "¿Quito este artículo? Su id: {id}",
        "removing_done": "Quitado: “{title}”.",
        "removing_spared": "Se queda.",
        "button_keep": "Guardar",
        "button_discard": "Descartar",
        "button_remove": "Quitar",
        "button_spare": "Dejarlo",
        "button_export": "Exportar",
        "stats_days": "En los últimos {days} días:",
        "stats_questions": "Preguntas: {count}",
        "stats_answered": "Respondidas: {count}",
        "stats_closest": "Solo el pasaje más cercano: {count}",
        "stats_nothing": "Sin resultado: {count}",
        "stats_time": "Tiempo mediano: {milliseconds} ms",
        "stats_feedback": "Útiles: {helpful}; no útiles: {unhelpful}",
        "unanswered_none": "Nada se preguntó en vano en los últimos {days} días.",
        "unanswered_some": "Preguntado en vano en los últimos {days} días, lo más reciente primero:",
        "unanswered_line": "{count} × {question} ({date})",
        "unanswered_wanted": "pasadas a la redacción: {count}",
        "inline_hint": "Escribe una pregunta sobre los artículos",
        "inline_nothing": "Los artículos no lo dicen",
        "command_add": "Añadir un artículo",
        "command_remove": "Quitar un artículo",
        "command_stats": "Cuántas preguntas hubo y cómo fueron",
        "command_unanswered": "Lo que se preguntó en vano",
    },
}

_GROUPED_FROM: Final = 10_000
"""Spanish writes four figures together."""

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


def written_number(language: Language, number: int) -> str:
    r"""A whole number with its thousands apart, as the reader's language writes them.

    >>> written_number(Language.ENGLISH, 12345), written_number(Language.SPANISH, 1234)
    ('12,345', '1234')
    >>> written_number(Language.SPANISH, 12345)  # a space that does not break
    '12\xa0345'
    """
    if language is Language.SPANISH:
        return str(number) if number < _GROUPED_FROM else f"{number:,}".replace(",", "\xa0")
    return f"{number:,}"


def month_name(language: Language, month: int) -> str:
    """The short name of a month, 1 to 12, as newspapers in that language write it.

    >>> month_name(Language.ENGLISH, 11)
    'Nov'
    """
    return _MONTHS[language].split()[month - 1]
