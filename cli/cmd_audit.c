/* nhip audit: what operators did and what far ends were asked, and that nobody changed it since. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch/audit.h"
#include "batch/deployment.h"
#include "batch/ledger.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/table.h"

struct audit_options {
    const char *head;
    long from;
    int format;
};

static const struct option options[] = {
    {"head", OPTION_TEXT, offsetof(struct audit_options, head),
     .help = "verify: a row that the chain must have, as NUMBER:HASH in the last line of a run"},
    {"from", OPTION_NUMBER, offsetof(struct audit_options, from), .least = 0, .most = 1000000000,
     .help = "list: the number of the first row"},
    {"format", OPTION_CHOICE, offsetof(struct audit_options, format), .choices = table_formats,
     .help = "list: form of the list"},
    {0}};

/* Reads "17:9f3a...", of which the hash may be shortened. */
static int parse_head(const char *text, struct audit_head *head, struct error *err)
{
    char *end;
    size_t length;

    head->number = strtoll(text, &end, 10);
    length = *end == ':' ? strspn(end + 1, "0123456789abcdef") : 0;
    if (head->number < 1 || length < 8 || length >= sizeof head->hash || end[1 + length] != '\0')
        return error_set(err, ERROR_USAGE,
                         "--head %s: expected the number of a row, ':' and at least 8 digits of "
                         "its hash",
                         text);
    memcpy(head->hash, end + 1, length + 1);
    return 0;
}

static int verify(struct invocation *invocation, struct ledger *ledger, struct error *err)
{
    const struct audit_options *wanted = invocation->options;
    struct audit_head expected, head;

    if (wanted->head != NULL && parse_head(wanted->head, &expected, err) != 0)
        return -1;
    if (audit_verify(ledger, wanted->head != NULL ? &expected : NULL, &head, err) != 0)
        return -1;
    printf("sound rows=%" PRId64 " head=%" PRId64 ":%s\n", head.number, head.number, head.hash);
    return session_flush(err);
}

static int list(struct invocation *invocation, struct ledger *ledger, struct error *err)
{
    const struct audit_options *wanted = invocation->options;
    const struct table *rows = audit_list(ledger, wanted->from, invocation->arena, err);

    return rows == NULL ? -1 : session_print(rows, wanted->format, err);
}

static int run(struct invocation *invocation, struct error *err)
{
    const bool is_list = strcmp(invocation->arguments[0], "list") == 0;
    const struct deployment *deployment;
    struct ledger *ledger;
    int result;

    if (!is_list && strcmp(invocation->arguments[0], "verify") != 0)
        return error_set(err, ERROR_USAGE,
                         "usage: nhip audit verify|list; hint: nhip audit --help");
    deployment = session_deployment(invocation, err);
    if (deployment == NULL)
        return -1;
    ledger = session_ledger(invocation, deployment, err);
    if (ledger == NULL)
        return -1;
    result = is_list ? list(invocation, ledger, err) : verify(invocation, ledger, err);
    ledger_close(ledger);
    return result;
}

const struct command command_audit = {
    .name = "audit",
    .summary = "List what operators did and what far ends were asked; verify that it is unchanged.",
    .usage = "verify|list [OPTIONS]",
    .example = "  nhip audit verify\n"
               "  nhip audit verify --head 42:0a1b2c3d4e5f6071\n"
               "  nhip audit list --from 40\n",
    .options = options,
    .size = sizeof(struct audit_options),
    .least = 1,
    .most = 1,
    .run = run,
};
