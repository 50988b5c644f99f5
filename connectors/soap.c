/*
 * soap: far ends that speak SOAP 1.1 over HTTP.
 *
 * The configuration gives what goes into Header and Body; the envelope around it, the SOAPAction
 * and the reading of faults are done here and in success.c.
 */
#include <string.h>

#include "connectors/answer.h"
#include "connectors/connector.h"
#include "connectors/pull.h"
#include "connectors/template.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/format.h"
#include "core/problem.h"
#include "core/reader.h"
#include "core/yaml.h"

struct soap {
    struct pull pull;
    const char *action, *header, *body;
};

static const struct option soap_options[] = {
    {"action", OPTION_TEXT, offsetof(struct soap, action), true, .help = "the SOAPAction"},
    {"header", OPTION_TEXT, offsetof(struct soap, header),
     .help = "XML for the envelope's Header, with placeholders"},
    {"body", OPTION_TEXT, offsetof(struct soap, body), true,
     .help = "XML for the envelope's Body, with placeholders"},
    {"success", OPTION_STRUCT, offsetof(struct pull, success), .options = success_options,
     .help = "further rule by which a reply is a success; a fault never is"},
    PULL_OPTIONS,
    {0},
};

static struct soap *self(struct source *source)
{
    return (struct soap *)source;
}

static char *envelope(const struct soap *soap, struct arena *arena)
{
    const char *header = soap->header == NULL ? "" : soap->header;

    return arena_print(arena,
                       "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<soapenv:Envelope"
                       " xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\">"
                       "<soapenv:Header>%s</soapenv:Header>"
                       "<soapenv:Body>%s</soapenv:Body>"
                       "</soapenv:Envelope>",
                       header, soap->body);
}

/* Puts together what pull.c will ask. */
static void assemble(struct soap *soap, struct arena *arena)
{
    struct ask *ask = &soap->pull.ask;

    ask->method = METHOD_POST;
    ask->content_type = "text/xml; charset=utf-8";
    ask->body = envelope(soap, arena);
    texts_add(&ask->headers, arena_print(arena, "SOAPAction: \"%s\"", soap->action), arena);
    soap->pull.success.content = CONTENT_XML;
}

/* Envelopes that no far end could read are found before one is sent. */
static void check_envelope(const struct soap *soap, const struct source *source,
                           const struct node *options, struct problems *problems)
{
    struct values values = {.offset_seconds = source->offset_seconds, .is_public = true};
    struct arena *arena = arena_new();
    struct buffer text = {0};
    struct error err;

    if (template_expand(envelope(soap, arena), PLACE_XML, &values, &text, &err) == 0 &&
        document_probe(format_find("xml"), reader_from_memory(text.data, text.size, arena), NULL, 0,
                       arena, &err) != 0)
        problem_at_text(problems, options, soap->body, "header and body make no envelope: %s",
                        err.text);
    buffer_free(&text);
    arena_free(arena);
}

static void soap_check(struct source *source, const struct node *options, struct problems *problems)
{
    const struct soap *soap = self(source);
    const struct pull *pull = &soap->pull;
    const struct node *success = node_find(options, "success");
    bool has_header, has_body;

    pull_check(source, options, problems);
    has_header = pull_check_template(source, soap->header, options, problems);
    has_body = pull_check_template(source, soap->body, options, problems);
    if (soap->action != NULL && strpbrk(soap->action, "\"\r\n{}") != NULL)
        problem_at_text(problems, options, soap->action,
                        "an action has no quotes, braces or line breaks");
    if (pull->success.path != NULL && pull->success.equals.count == 0 &&
        !problem_is_of(problems, success, "equals", NULL))
        problem_at_text(problems, options, pull->success.path, "'path' needs 'equals' beside it");
    if (has_body && (has_header || node_find(options, "header") == NULL))
        check_envelope(soap, source, options, problems);
}

static int soap_open(struct source *source, struct error *err)
{
    assemble(self(source), source->arena);
    return pull_open(source, err);
}

const struct connector connector_soap = {
    .name = "soap",
    .summary = "asks SOAP 1.1 services, page after page",
    .options = soap_options,
    .size = sizeof(struct soap),
    .check = soap_check,
    .open = soap_open,
    .next = pull_next,
    .read = pull_read,
    .close = pull_close,
};
