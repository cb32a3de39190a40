"""What problems say, in Arabic, English and French: titles by status, details by code, faults of single fields."""

from qa_service.web.negotiation import Language

Texts = dict[Language, str]

TITLES: dict[int, Texts] = {
    400: {"ar": "تعذّرت قراءة الطلب", "en": "The request can't be read", "fr": "Requête illisible"},
    401: {"ar": "يلزم مفتاح", "en": "A key is needed", "fr": "Une clé est nécessaire"},
    403: {"ar": "المفتاح لا يسمح بهذا", "en": "The key does not allow this", "fr": "La clé ne le permet pas"},
    404: {"ar": "لا شيء بهذا العنوان", "en": "Nothing is found here", "fr": "Rien à cette adresse"},
    405: {"ar": "طريقة غير مسموح بها", "en": "Method not allowed", "fr": "Méthode non autorisée"},
    408: {"ar": "تأخّر وصول الطلب", "en": "The request came too slowly", "fr": "Requête trop lente"},
    413: {"ar": "الطلب أكبر من المسموح", "en": "The request is too large", "fr": "Requête trop volumineuse"},
    414: {"ar": "العنوان أطول من المسموح", "en": "The address is too long", "fr": "Adresse trop longue"},
    415: {"ar": "نوع المحتوى غير مدعوم", "en": "Unsupported content type", "fr": "Type de contenu non pris en charge"},
    422: {"ar": "في الطلب خطأ", "en": "The request has a fault", "fr": "La requête contient une erreur"},
    429: {"ar": "طلبات كثيرة في وقت قصير", "en": "Too many requests", "fr": "Trop de requêtes"},
    431: {"ar": "ترويسات الطلب أكبر من المسموح", "en": "The headers are too large", "fr": "En-têtes trop volumineux"},
    500: {"ar": "وقع خطأ في الخادم", "en": "The server failed", "fr": "Erreur du serveur"},
    503: {"ar": "الخدمة غير جاهزة", "en": "The service is not ready", "fr": "Le service n'est pas prêt"},
}
"""By HTTP status; other statuses show the English phrase of RFC 9110."""

DETAILS: dict[str, tuple[int, Texts]] = {
    "bad_request": (400, {
        "ar": "لم يستطع الخادم فهم الطلب.",
        "en": "The server could not understand the request.",
        "fr": "Le serveur n'a pas compris la requête."}),
    "invalid_utf8": (400, {
        "ar": "نصّ الطلب ليس بترميز UTF-8 صحيح عند البايت {byte}.",
        "en": "The body is not valid UTF-8 at byte {byte}.",
        "fr": "Le corps n'est pas de l'UTF-8 valide à l'octet {byte}."}),
    "truncated_body": (400, {
        "ar": "انقطع الطلب قبل تمامه.",
        "en": "The body ended before its announced length.",
        "fr": "Le corps s'est terminé avant la longueur annoncée."}),
    "invalid_json": (400, {
        "ar": "نصّ الطلب ليس JSON صحيحًا في السطر {line}، العمود {column}.",
        "en": "The body is not valid JSON at line {line}, column {column}.",
        "fr": "Le corps n'est pas du JSON valide, ligne {line}, colonne {column}."}),
    "not_a_json_number": (400, {
        "ar": "القيمة {name} ليست عددًا في JSON.",
        "en": "{name} is no number in JSON.",
        "fr": "{name} n'est pas un nombre en JSON."}),
    "lone_surrogate": (400, {
        "ar": "في نصّ الطلب نصف محرف (surrogate) لا يقابله نصفه الآخر.",
        "en": "A string holds half of a surrogate pair, which is no character.",
        "fr": "Une chaîne contient la moitié d'une paire de substitution, qui n'est pas un caractère."}),
    "duplicate_key": (400, {
        "ar": "المفتاح «{key}» مكرّر.",
        "en": "The key “{key}” stands twice.",
        "fr": "La clé « {key} » figure deux fois."}),
    "json_too_deep": (400, {
        "ar": "تداخل JSON أعمق من {limit} مستوى.",
        "en": "The JSON is nested deeper than {limit} levels.",
        "fr": "Le JSON est imbriqué sur plus de {limit} niveaux."}),
    "key_required": (401, {
        "ar": "أرسِل مفتاحًا في الترويسة Authorization: Bearer أو X-API-Key.",
        "en": "Send a key as Authorization: Bearer or as X-API-Key.",
        "fr": "Envoyez une clé dans Authorization: Bearer ou X-API-Key."}),
    "key_unknown": (401, {
        "ar": "هذا المفتاح غير معروف، وربما أُلغي.",
        "en": "This key is not known; it may have been revoked.",
        "fr": "Cette clé est inconnue ; elle a peut-être été révoquée."}),
    "scope_missing": (403, {
        "ar": "يلزم هنا مفتاح له الصلاحية {scope}.",
        "en": "A key with the scope {scope} is needed here.",
        "fr": "Il faut ici une clé ayant la portée {scope}."}),
    "not_found": (404, {
        "ar": "لا توجد صفحة بهذا العنوان.",
        "en": "There is no page at this address.",
        "fr": "Il n'y a pas de page à cette adresse."}),
    "document_not_found": (404, {
        "ar": "لا يوجد مقال بهذا المعرّف، وربما حُذف.",
        "en": "There is no document with this id; it may have been removed.",
        "fr": "Aucun document ne porte cet identifiant ; il a peut-être été supprimé."}),
    "answer_not_found": (404, {
        "ar": "لا جواب حديثًا بهذا المعرّف.",
        "en": "No answer was given lately with this request id.",
        "fr": "Aucune réponse récente ne porte cet identifiant de requête."}),
    "method_not_allowed": (405, {
        "ar": "هذا العنوان لا يقبل الطريقة {method}.",
        "en": "This address does not take {method}.",
        "fr": "Cette adresse n'accepte pas {method}."}),
    "body_too_large": (413, {
        "ar": "أقصى حجم للطلب {limit} بايت.",
        "en": "A request may have at most {limit} bytes.",
        "fr": "Une requête peut avoir au plus {limit} octets."}),
    "unsupported_media_type": (415, {
        "ar": "أرسِل الطلب بصيغة application/json دون ضغط.",
        "en": "Send the request as application/json, not compressed.",
        "fr": "Envoyez la requête en application/json, sans compression."}),
    "foreign_page": (403, {
        "ar": "لا يُقبل هذا الطلب إلا من صفحات هذه الخدمة.",
        "en": "This is taken from pages of this service alone.",
        "fr": "Cette demande n'est acceptée que des pages de ce service."}),
    "file_rejected": (422, {
        "ar": "تعذّرت قراءة الملف، والأسباب في problems.",
        "en": "The file can't be read; `problems` says why.",
        "fr": "Le fichier est illisible ; `problems` en donne les raisons."}),
    "metadata_rejected": (422, {
        "ar": "لم تُغيَّر البيانات: {reason}.",
        "en": "The metadata were not changed: {reason}.",
        "fr": "Les métadonnées n'ont pas été modifiées : {reason}."}),
    "corpus_not_writable": (503, {
        "ar": "تعذّرت الكتابة في مجلد المقالات: {reason}.",
        "en": "The corpus folder can't be written: {reason}.",
        "fr": "Le dossier des articles ne peut pas être écrit : {reason}."}),
    "invalid_request": (422, {
        "ar": "الطلب مقروء لكنّ فيه خطأ.",
        "en": "The request can be read, but is wrong.",
        "fr": "La requête est lisible, mais erronée."}),
    "rate_limited": (429, {
        "ar": "انتظر {seconds} ثانية ثم أعد المحاولة.",
        "en": "Wait {seconds} s, then try again.",
        "fr": "Patientez {seconds} s, puis réessayez."}),
    "internal_error": (500, {
        "ar": "الخطأ من جهتنا وقد سُجِّل. أعد المحاولة بعد قليل.",
        "en": "The fault is ours and has been logged. Try again in a while.",
        "fr": "L'erreur vient de nous et a été enregistrée. Réessayez dans un moment."}),
    "not_ready": (503, {
        "ar": "لا مقالات يُجاب منها بعد.",
        "en": "There are no documents to answer from yet.",
        "fr": "Il n'y a pas encore de documents d'où répondre."}),
    "question_timeout": (503, {
        "ar": "استغرق البحث عن الجواب وقتًا أطول من المسموح. جرّب سؤالًا أقصر.",
        "en": "The question took longer than is allowed. Try a shorter one.",
        "fr": "La question a pris plus de temps que permis. Essayez une question plus courte."}),
    "feedback_not_kept": (503, {
        "ar": "تعذّر حفظ رأيك الآن. أعد المحاولة بعد قليل.",
        "en": "The feedback can't be kept at the moment. Try again in a while.",
        "fr": "L'avis ne peut pas être enregistré pour le moment. Réessayez dans un moment."}),
    "http_error": (500, {
        "ar": "لم يستطع الخادم تلبية الطلب.",
        "en": "The server could not fulfil the request.",
        "fr": "Le serveur n'a pas pu satisfaire la requête."}),
}
"""By code: the usual status, and the detail. `http_error` stands for any status that has no code of its own."""

FAULTS: dict[str, Texts] = {
    "required": {
        "ar": "«{name}» مطلوب.", "en": "“{name}” is required.", "fr": "« {name} » est obligatoire."},
    "unknown_key": {
        "ar": "المفتاح «{name}» غير معروف.", "en": "The key “{name}” is unknown.",
        "fr": "La clé « {name} » est inconnue."},
    "unknown_key_did_you_mean": {
        "ar": "المفتاح «{name}» غير معروف؛ هل تقصد «{suggestion}»؟",
        "en": "The key “{name}” is unknown; did you mean “{suggestion}”?",
        "fr": "La clé « {name} » est inconnue ; vouliez-vous dire « {suggestion} » ?"},
    "wrong_type": {
        "ar": "يجب أن تكون قيمة «{name}» من النوع {wanted}.", "en": "“{name}” must be of type {wanted}.",
        "fr": "« {name} » doit être de type {wanted}."},
    "out_of_range": {
        "ar": "يجب أن تكون قيمة «{name}» بين {low} و{high}.", "en": "“{name}” must be from {low} to {high}.",
        "fr": "« {name} » doit être compris entre {low} et {high}."},
    "too_long": {
        "ar": "«{name}» أطول من المسموح؛ الحدّ {limit}.", "en": "“{name}” is too long; the limit is {limit}.",
        "fr": "« {name} » est trop long ; la limite est {limit}."},
    "no_choice": {
        "ar": "قيمة «{name}» ليست من القيم المسموح بها: {choices}.", "en": "“{name}” must be one of {choices}.",
        "fr": "« {name} » doit être l'une de ces valeurs : {choices}."},
    "blank": {
        "ar": "«{name}» فارغ.", "en": "“{name}” is blank.", "fr": "« {name} » est vide."},
    "bad_date": {
        "ar": "«{name}» ليس تاريخًا صحيحًا؛ الصيغة YYYY-MM-DD.", "en": "“{name}” is no date of the form YYYY-MM-DD.",
        "fr": "« {name} » n'est pas une date de la forme AAAA-MM-JJ."},
    "date_order": {
        "ar": "«date_from» بعد «date_to».", "en": "“date_from” is after “date_to”.",
        "fr": "« date_from » est postérieur à « date_to »."},
    "bad_cursor": {
        "ar": "«cursor» ليس من قائمة سابقة.", "en": "“cursor” does not come from an earlier list.",
        "fr": "« cursor » ne provient pas d'une liste précédente."},
}
"""What is wrong with one field of a request that can be read, by the fault's code."""
