/* Reading of spooled replies. */
#include "connectors/answer.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "connectors/http.h"
#include "connectors/secret.h"
#include "core/arena.h"
#include "core/base64.h"
#include "core/error.h"
#include "core/format.h"
#include "core/gzip.h"
#include "core/reader.h"
#include "core/utf8.h"

enum {
    CHUNK_SIZE = 16384,
    QUOTE_SIZE_MOST = 400,
    PERSON_DIGITS = 9 /* in a row, of the shortest number that is a person's */
};

static const char *const fixed_paths[FACT_COUNT] = {
    [FACT_FAULT] = "Envelope/Body/Fault",
    [FACT_FAULT_CODE] = "Envelope/Body/Fault/faultcode",
    [FACT_FAULT_TEXT] = "Envelope/Body/Fault/faultstring",
    [FACT_GATEWAY_CODE] = "fault/code",
    [FACT_GATEWAY_MESSAGE] = "fault/message",
    [FACT_GATEWAY_DESCRIPTION] = "fault/description",
};

static const enum fact quotable[] = {
    FACT_CODE,       FACT_MESSAGE,      FACT_DECLARED,        FACT_FAULT_CODE,
    FACT_FAULT_TEXT, FACT_GATEWAY_CODE, FACT_GATEWAY_MESSAGE, FACT_GATEWAY_DESCRIPTION,
};

const char *content_name(enum content content)
{
    static const char *const names[] = {
        [CONTENT_ANY] = "something else", [CONTENT_JSON] = "JSON",     [CONTENT_XML] = "XML",
        [CONTENT_HTML] = "an HTML page",  [CONTENT_EMPTY] = "nothing",
    };

    return names[content];
}

static bool begins_with(const char *text, const char *start)
{
    return strncasecmp(text, start, strlen(start)) == 0;
}

static const char *skip_blanks(const char *text)
{
    if (begins_with(text, "\xEF\xBB\xBF"))
        text += 3;
    return text + strspn(text, " \t\r\n");
}

static bool is_page(const char *text)
{
    text = skip_blanks(text);
    return begins_with(text, "<!doctype html") || begins_with(text, "<html");
}

/* What begins like this text; the header helps only where '<' may begin either of two. */
static enum content sniff(const char *text, const char *content_type)
{
    if (begins_with(text, "\xFE\xFF") || begins_with(text, "\xFF\xFE"))
        return CONTENT_XML;
    text = skip_blanks(text);
    if (*text == '\0')
        return CONTENT_EMPTY;
    if (*text == '{' || *text == '[')
        return CONTENT_JSON;
    if (*text != '<')
        return CONTENT_ANY;
    return is_page(text) || begins_with(content_type, "text/html") ? CONTENT_HTML : CONTENT_XML;
}

/* Whether a body is for people to read.  One that calls itself CSV, say, is not, nor is one that is
 * a page by its header only. */
static bool is_for_people(enum content content, const char *text, const char *content_type)
{
    if (content != CONTENT_ANY)
        return is_page(text);
    return content_type[0] == '\0' || begins_with(content_type, "text/plain") ||
           begins_with(content_type, "text/html");
}

/* A far end's words may name a person by number: of an identity card, an insurance, a telephone.
 * Such have nine digits or more in a row, and none of them is needed to know what is wrong. */
static void hide_numbers(char *text)
{
    while (*text != '\0') {
        size_t digits = strspn(text, "0123456789");

        if (digits >= PERSON_DIGITS)
            memset(text, '*', digits);
        text += digits != 0 ? digits : 1;
    }
}

/* Makes one line of the text's beginning. */
static void take_excerpt(const char *text, char excerpt[EXCERPT_SIZE])
{
    size_t size = utf8_cut(text, strlen(text), EXCERPT_SIZE - 1);
    bool is_valid = utf8_is_valid(text, size);
    size_t used = 0;

    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];

        if (byte <= ' ' || byte == 0x7F)
            byte = ' ';
        else if (byte >= 0x80 && !is_valid)
            byte = '?';
        if (byte != ' ' || (used > 0 && excerpt[used - 1] != ' '))
            excerpt[used++] = (char)byte;
    }
    if (used > 0 && excerpt[used - 1] == ' ')
        used--;
    excerpt[used] = '\0';
    hide_numbers(excerpt);
}

/* Reads to the end; the first bytes go to head, followed by a NUL. */
static int drain(struct reader *bytes, char *head, size_t head_size, struct error *err)
{
    char chunk[CHUNK_SIZE];
    size_t held = 0;
    ssize_t got;

    while ((got = reader_read(bytes, chunk, sizeof chunk, err)) > 0) {
        size_t taken = head_size - 1 - held;

        taken = (size_t)got < taken ? (size_t)got : taken;
        memcpy(head + held, chunk, taken);
        held += taken;
    }
    head[held] = '\0';
    return (int)got;
}

/* Begins with the secrets, for the excerpt's end may cut one in two. */
static void quote_beginning(const char *head, const struct secrets *secrets,
                            char excerpt[EXCERPT_SIZE], struct arena *arena)
{
    size_t size = utf8_cut(head, strlen(head), EXCERPT_SIZE - 1);

    take_excerpt(secrets_hide_start(secrets, head, size, arena), excerpt);
}

/* First reading: is the stream whole, what is in it, and what is its hash. */
static int read_plain(const struct reply *reply, const struct secrets *secrets,
                      struct answer *answer, struct arena *arena, struct error *err)
{
    size_t head_size = 2 * EXCERPT_SIZE + secrets_reach(secrets);
    char *head = arena_alloc(arena, head_size);
    struct reader *spooled = reply_reader(reply, arena, err);
    struct digest *digest;
    struct reader *plain;
    int status;

    if (spooled == NULL)
        return -1;
    digest = digest_new();
    plain = digest_reader(gzip_reader(spooled, arena), digest, arena);
    status = drain(plain, head, head_size, err);
    digest_format(digest, answer->hash);
    digest_free(digest);
    reader_close(plain);
    if (status < 0 && err->kind == ERROR_DOCUMENT)
        return error_set(err, ERROR_SOURCE, "the reply is broken: %s", err->text);
    answer->content = sniff(head, reply->content_type);
    if (is_for_people(answer->content, head, reply->content_type))
        quote_beginning(head, secrets, answer->excerpt, arena);
    return status;
}

/* Asks one document for all paths that are not NULL. */
static int probe(const char *const paths[FACT_COUNT], const struct format *format,
                 struct reader *bytes, struct answer *answer, struct arena *arena,
                 struct error *err)
{
    struct probe probes[FACT_COUNT] = {0};
    size_t count = 0, next = 0;

    for (size_t fact = 0; fact < FACT_COUNT; fact++)
        if (paths[fact] != NULL)
            probes[count++].path = paths[fact];
    if (document_probe(format, bytes, probes, count, arena, err))
        return -1;
    for (size_t fact = 0; fact < FACT_COUNT; fact++) {
        if (paths[fact] == NULL)
            continue;
        answer->texts[fact] = probes[next].text;
        answer->counts[fact] = probes[next++].count;
    }
    return 0;
}

/* Looks for the records in the document that the reply carries as base64.  When it is broken their
 * number is not known, and loading will say why. */
static int probe_inside(const struct question *question, struct answer *answer, struct arena *arena,
                        struct error *err)
{
    const char *paths[FACT_COUNT] = {[FACT_RECORDS] = question->paths[FACT_RECORDS]};
    const char *text = answer->texts[FACT_INSIDE];
    struct reader *bytes;
    int status;

    if (text == NULL || paths[FACT_RECORDS] == NULL)
        return 0;
    bytes = base64_reader(reader_from_memory(text, strlen(text), arena), arena);
    status = probe(paths, question->inside, bytes, answer, arena, err);
    reader_close(bytes);
    return status != 0 && err->kind == ERROR_DOCUMENT ? 0 : status;
}

/* Second reading: the texts that were asked for. */
static int read_facts(const struct question *question, const struct format *format,
                      const struct reply *reply, struct answer *answer, struct arena *arena,
                      struct error *err)
{
    struct reader *spooled = reply_reader(reply, arena, err);
    const char *paths[FACT_COUNT];
    struct reader *plain;
    int status;

    if (spooled == NULL)
        return -1;
    for (size_t fact = 0; fact < FACT_COUNT; fact++)
        paths[fact] = fixed_paths[fact] != NULL ? fixed_paths[fact] : question->paths[fact];
    if (question->inside != NULL)
        paths[FACT_RECORDS] = NULL;
    plain = gzip_reader(spooled, arena);
    status = probe(paths, format, plain, answer, arena, err);
    reader_close(plain);
    if (status != 0 && err->kind == ERROR_DOCUMENT) {
        answer->is_damaged = true;
        return 0;
    }
    return status == 0 && question->inside != NULL ? probe_inside(question, answer, arena, err)
                                                   : status;
}

/* Hides before it cuts. */
static void quote_texts(const struct secrets *secrets, struct answer *answer, struct arena *arena)
{
    for (size_t i = 0; i < sizeof quotable / sizeof quotable[0]; i++) {
        const char *text = answer->texts[quotable[i]];
        char *quote;

        if (text == NULL)
            continue;
        quote = secrets_hide(secrets, text, arena);
        hide_numbers(quote);
        quote[utf8_cut(quote, strlen(quote), QUOTE_SIZE_MOST)] = '\0';
        answer->quotes[quotable[i]] = quote;
    }
}

int answer_read(const struct question *question, const struct reply *reply,
                const struct secrets *secrets, struct answer *answer, struct arena *arena,
                struct error *err)
{
    const struct format *format = NULL;

    memset(answer, 0, sizeof *answer);
    for (size_t fact = 0; fact < FACT_COUNT; fact++)
        answer->counts[fact] = -1;
    if (read_plain(reply, secrets, answer, arena, err))
        return -1;
    if (answer->content == CONTENT_JSON)
        format = format_find("json");
    if (answer->content == CONTENT_XML)
        format = format_find("xml");
    if (format != NULL && read_facts(question, format, reply, answer, arena, err))
        return -1;
    quote_texts(secrets, answer, arena);
    return 0;
}
