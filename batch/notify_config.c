/* Reading and judging of the part `notify`. */
#include "batch/notify_config.h"

#include <string.h>

#include "batch/deployment.h"
#include "connectors/http.h"
#include "connectors/mail.h"
#include "connectors/secret.h"
#include "connectors/smtp.h"
#include "connectors/template.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/file.h"
#include "core/problem.h"
#include "core/yaml.h"

const char *const notice_event_names[] = {"failure", "recovery", "staleness", "drift", NULL};

static const struct option target_options[] = {
    {"name", OPTION_TEXT, offsetof(struct notify_target, name),
     .help = "what logs call it; without it, the kind and the host"},
    {"webhook", OPTION_TEXT, offsetof(struct notify_target, webhook),
     .help = "URL that takes a POST of JSON; {secret:NAME} in it is a credential"},
    {"proxy", OPTION_TEXT, offsetof(struct notify_target, proxy),
     .help = "proxy to the webhook, as http://proxy.example:3128"},
    {"smtp", OPTION_TEXT, offsetof(struct notify_target, smtp),
     .help = "mail server, as smtps://host or smtp://host:587"},
    {"starttls", OPTION_FLAG, offsetof(struct notify_target, starttls), false, "true",
     .help = "smtp:// must become safe first; false for this machine only"},
    {"from", OPTION_TEXT, offsetof(struct notify_target, from), .help = "the mail's sender"},
    {"to", OPTION_TEXTS, offsetof(struct notify_target, to), .help = "the mail's recipients"},
    {"user", OPTION_TEXT, offsetof(struct notify_target, user), .help = "user at the mail server"},
    {"secret", OPTION_TEXT, offsetof(struct notify_target, secret),
     .help = "credential: the user's password, or the key that a webhook's bodies are signed with"},
    {"ca", OPTION_TEXT, offsetof(struct notify_target, ca),
     .help = "PEM file of the CAs that count, relative to this file; without it the system's"},
    {0}};

const struct option notify_options[] = {
    {"on", OPTION_TEXTS, offsetof(struct notify_config, on),
     .help = "what is told: failure, recovery, staleness, drift; without it, all"},
    {"every", OPTION_SPAN, offsetof(struct notify_config, every), false, "6h",
     .help = "the same about the same source is told once in this time at most"},
    {"targets", OPTION_STRUCTS, offsetof(struct notify_config, targets), .options = target_options,
     .size = sizeof(struct notify_target), .help = "who is told"},
    {0}};

bool notify_tells(const struct notify_config *config, enum notice_event event)
{
    size_t i;

    for (i = 0; i < config->on.count; i++)
        if (strcmp(config->on.items[i], notice_event_names[event]) == 0)
            return true;
    return config->on.count == 0;
}

const struct notify_target *notify_targets(const struct notify_config *config)
{
    return config->targets.items;
}

/* One target being looked at. */
struct judging {
    const struct deployment *deployment;
    struct notify_target *target;
    const struct node *node;
    struct problems *problems;
};

static void check_credential(const struct judging *judging)
{
    struct secrets secrets = {.folder = judging->deployment->credentials,
                              .arena = judging->problems->arena};
    const char *name = judging->target->secret;
    struct error err;

    if (name == NULL)
        return;
    if (!secret_name_is_valid(name, strlen(name)))
        problem_at_text(judging->problems, judging->node, name, "'%s' is no name of a credential",
                        name);
    else if (secrets.folder != NULL && secrets_find(&secrets, name, &err) == NULL)
        problem_warn(judging->problems, node_find(judging->node, "secret"), "%s", err.text);
}

static void check_webhook(const struct judging *judging)
{
    const struct notify_target *target = judging->target;
    struct template_scope scope = {.credentials = judging->deployment->credentials,
                                   .tree = judging->node,
                                   .problems = judging->problems};
    /* With stars where secrets go, so that it can be judged on another machine. */
    const struct values values = {.is_public = true};
    struct buffer url = {0};
    struct error err;

    if (template_check(target->webhook, &scope) &&
        template_expand(target->webhook, PLACE_URL, &values, &url, &err) == 0) {
        const char *mistake = http_url_mistake(buffer_string(&url));

        if (mistake != NULL)
            problem_at_text(judging->problems, judging->node, target->webhook, "the URL %s",
                            mistake);
    }
    buffer_free(&url);
    if (target->from != NULL || target->to.count != 0 || target->user != NULL)
        problem_at(judging->problems, judging->node,
                   "'from', 'to' and 'user' have no meaning for a webhook");
}

static void check_address(const struct judging *judging, const char *address)
{
    const char *mistake = mail_address_mistake(address);

    if (mistake != NULL)
        problem_at_text(judging->problems, judging->node, address, "'%s' %s", address, mistake);
}

static void check_smtp(const struct judging *judging)
{
    const struct notify_target *target = judging->target;
    const char *mistake = smtp_url_mistake(target->smtp, target->starttls);
    size_t i;

    if (mistake != NULL && !problem_is_of(judging->problems, judging->node, "starttls", NULL))
        problem_at_text(judging->problems, judging->node, target->smtp, "the URL %s", mistake);
    if ((target->from == NULL || target->to.count == 0) &&
        !problem_is_of(judging->problems, judging->node, "from", "to", NULL))
        problem_at(judging->problems, judging->node,
                   "a mail needs 'from' and 'to', as in {smtp: smtps://mail.example, from: "
                   "nhip@so.example, to: [lan@so.example]}");
    if (target->from != NULL)
        check_address(judging, target->from);
    for (i = 0; i < target->to.count; i++)
        check_address(judging, target->to.items[i]);
    if ((target->user == NULL) != (target->secret == NULL) &&
        !problem_is_of(judging->problems, judging->node, "user", "secret", NULL))
        problem_at(judging->problems, judging->node,
                   "'user' and 'secret' of a mail server come together");
}

/* "mail mail.example": without the path, in which a secret may stand. */
static const char *name_of(const struct notify_target *target, struct arena *arena)
{
    const char *url = target->webhook != NULL ? target->webhook : target->smtp;
    const char *host = strstr(url, "://");

    host = host == NULL ? url : host + strlen("://");
    return arena_print(arena, "%s %.*s", target->webhook != NULL ? "webhook" : "mail",
                       (int)strcspn(host, "/?#@{"), host);
}

static void place_ca(const struct judging *judging, struct arena *arena)
{
    struct notify_target *target = judging->target;

    if (target->ca == NULL)
        return;
    target->ca = path_join(arena, judging->deployment->folder, target->ca);
    if (!file_is_present(target->ca))
        problem_warn(judging->problems, node_find(judging->node, "ca"), "there is no file %s",
                     target->ca);
}

static void check_target(const struct judging *judging, struct arena *arena)
{
    struct notify_target *target = judging->target;
    bool is_known = (target->webhook == NULL) != (target->smtp == NULL);

    if (!is_known && !problem_is_of(judging->problems, judging->node, "webhook", "smtp", NULL))
        problem_at(judging->problems, judging->node,
                   "a target has either 'webhook' or 'smtp', the URL of where notices go");
    if (is_known && target->webhook != NULL)
        check_webhook(judging);
    else if (is_known)
        check_smtp(judging);
    check_credential(judging);
    if (is_known && target->name == NULL)
        target->name = name_of(target, arena);
    place_ca(judging, arena);
}

static bool is_called_alike(const struct notify_target *one, const struct notify_target *other)
{
    return one->name != NULL && other->name != NULL && strcmp(one->name, other->name) == 0;
}

static void check_names(const struct notify_config *config, struct problems *problems)
{
    const struct notify_target *targets = notify_targets(config);
    size_t i, k;

    for (i = 0; i < config->targets.count; i++) {
        for (k = 0; k < i && !is_called_alike(&targets[i], &targets[k]);)
            k++;
        if (k < i)
            problem_at(problems, config->targets.nodes[i],
                       "another target is called '%s' too; hint: give each a 'name'",
                       targets[i].name);
    }
}

static void check_events(const struct notify_config *config, const struct node *tree,
                         struct problems *problems)
{
    size_t i, k;

    for (i = 0; i < config->on.count; i++) {
        for (k = 0; k < NOTICE_EVENTS; k++)
            if (strcmp(config->on.items[i], notice_event_names[k]) == 0)
                break;
        if (k == NOTICE_EVENTS)
            problem_at_text(problems, tree, config->on.items[i],
                            "'%s' is nothing to tell of; accepted: failure, recovery, staleness, "
                            "drift",
                            config->on.items[i]);
    }
}

void notify_check(struct deployment *deployment, struct problems *problems)
{
    struct notify_config *config = &deployment->notify;
    struct notify_target *targets = config->targets.items;
    size_t i;

    check_events(config, deployment->tree, problems);
    for (i = 0; i < config->targets.count; i++) {
        const struct judging judging = {deployment, &targets[i], config->targets.nodes[i],
                                        problems};

        check_target(&judging, problems->arena);
    }
    check_names(config, problems);
}
