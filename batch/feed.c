/* Reading a source's file and putting its parts together: connector, mappings, windows. */
#include "batch/feed.h"

#include <ctype.h>
#include <string.h>

#include "batch/deployment.h"
#include "connectors/connector.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/format.h"
#include "core/problem.h"
#include "core/yaml.h"
#include "transforms/mapping.h"

static const struct option quarantine_options[] = {
    {"count", OPTION_NUMBER, offsetof(struct feed, quarantine_count), false, "-1", .least = -1,
     .most = 1000000000, .help = "most refused records of a batch; -1: any number"},
    {"grace", OPTION_NUMBER, offsetof(struct feed, quarantine_grace), false, "5", .least = 0,
     .most = 1000000000, .help = "refused records that no share is counted for, for small batches"},
    {"share", OPTION_NUMBER, offsetof(struct feed, quarantine_share), false, "100", .least = 0,
     .most = 100, .help = "most refused records in percent of those received"},
    {0}};

static const struct option feed_options[] = {
    {"source", OPTION_TEXT, offsetof(struct feed, name), true, .help = "its name, as the file's"},
    {"title", OPTION_STRUCT, offsetof(struct feed, title), .options = title_options,
     .help = "for people"},
    {"connector", OPTION_TEXT, offsetof(struct feed, connector_name), true,
     .help = "kind of far end"},
    {"format", OPTION_TEXT, offsetof(struct feed, format), true, .help = "syntax of the documents"},
    {"mappings", OPTION_TEXTS, offsetof(struct feed, mapping_names), true,
     .help = "tables that are made from the documents"},
    {"start", OPTION_INSTANT, offsetof(struct feed, start), .help = "begin of the first window"},
    {"until", OPTION_INSTANT, offsetof(struct feed, until), .help = "no window begins after this"},
    {"every", OPTION_SPAN, offsetof(struct feed, every), false, "1d", .help = "length of a window"},
    {"not_before", OPTION_SPAN, offsetof(struct feed, not_before),
     .help = "how long after its end a window becomes due"},
    {"lookback", OPTION_NUMBER, offsetof(struct feed, lookback), false, "0", .least = 0,
     .most = 1000, .help = "windows that are loaded again after each new one"},
    {"snapshot", OPTION_FLAG, offsetof(struct feed, is_snapshot), false, "false",
     .help = "each batch is the whole; what is missing from it is gone"},
    {"zone", OPTION_TEXT, offsetof(struct feed, zone), false, "Asia/Ho_Chi_Minh",
     .help = "zone of the source's times"},
    {"validity", OPTION_SPAN, offsetof(struct feed, validity),
     .help = "how long a row is valid after it was fetched"},
    {"quarantine", OPTION_STRUCT, 0, .options = quarantine_options,
     .help = "how much may be refused"},
    {"document_mib", OPTION_NUMBER, offsetof(struct feed, document_mib), false, "512", .least = 1,
     .most = 1048576, .help = "most MiB of one document as received"},
    {"options", OPTION_NODE, offsetof(struct feed, options), .help = "of the connector"},
    {0}};

static bool is_plain_name(const char *name)
{
    const char *letter;

    for (letter = name; *letter != '\0'; letter++)
        if (!islower((unsigned char)*letter) && !isdigit((unsigned char)*letter) && *letter != '-')
            return false;
    return name[0] != '\0' && name[0] != '-' && strlen(name) <= 40;
}

/* The name is checked to be the file's, so that an error about a source leads to its file. */
static void check_name(const struct feed *feed, const struct node *tree, struct problems *problems)
{
    const char *base = strrchr(tree->file, '/');
    size_t length = strlen(feed->name);

    base = base == NULL ? tree->file : base + 1;
    if (!is_plain_name(feed->name))
        problem_at_text(
            problems, tree, feed->name,
            "'%s' is no name of a source; accepted: lower-case letters, digits and '-', "
            "at most 40",
            feed->name);
    else if (strncmp(base, feed->name, length) != 0 || strcmp(base + length, ".yaml") != 0)
        problem_at_text(problems, tree, feed->name,
                        "the source '%s' must stand in a file of its name, %s.yaml", feed->name,
                        feed->name);
}

static const struct mapping *find_mapping(const struct deployment *deployment, const char *name)
{
    size_t i;

    for (i = 0; i < deployment->mapping_count; i++)
        if (strcmp(mapping_name(deployment->mappings[i]), name) == 0)
            return deployment->mappings[i];
    return NULL;
}

static void resolve_mappings(struct feed *feed, const struct deployment *deployment,
                             const struct node *tree, struct arena *arena,
                             struct problems *problems)
{
    size_t i;

    feed->mappings = arena_array(arena, feed->mapping_names.count, sizeof *feed->mappings);
    for (i = 0; i < feed->mapping_names.count; i++) {
        const char *name = feed->mapping_names.items[i];
        const struct mapping *mapping = find_mapping(deployment, name);

        if (mapping == NULL)
            problem_at_text(problems, tree, name,
                            "no mapping '%s' in mappings/, or it has mistakes of its own", name);
        else if (strcmp(mapping_format(mapping), feed->format) != 0)
            problem_at_text(problems, tree, name, "the mapping '%s' reads %s, the source gives %s",
                            name, mapping_format(mapping), feed->format);
        else
            feed->mappings[feed->mapping_count++] = mapping;
    }
}

/* What there is to choose from, for messages. */
static const char *list_connectors(struct arena *arena)
{
    const char *names = connectors[0]->name;
    size_t i;

    for (i = 1; connectors[i] != NULL; i++)
        names = arena_print(arena, "%s, %s", names, connectors[i]->name);
    return names;
}

static const char *list_formats(struct arena *arena)
{
    const char *names = format_names[0];
    size_t i;

    for (i = 1; format_names[i] != NULL; i++)
        names = arena_print(arena, "%s, %s", names, format_names[i]);
    return names;
}

static void check_windows(const struct feed *feed, const struct connector *connector,
                          const struct node *tree, struct problems *problems)
{
    if (connector->list != NULL && (feed->start != 0 || feed->is_snapshot))
        problem_at(problems, tree, "'start' and 'snapshot' have no meaning for connector '%s'",
                   connector->name);
    else if (connector->list == NULL && !feed->is_snapshot && feed->start == 0)
        problem_at(problems, tree,
                   "the key 'start' is missing; it takes the date of the first window, for example "
                   "2026-01-01");
    if (zone_parse(feed->zone, &(int){0}) != 0)
        problem_at_text(problems, tree, feed->zone,
                        "no zone '%s'; accepted: Asia/Ho_Chi_Minh, UTC, +07:00", feed->zone);
    if (format_find(feed->format) == NULL)
        problem_at_text(problems, tree, feed->format, "no format '%s'; accepted: %s", feed->format,
                        list_formats(problems->arena));
}

static const struct connector *resolve_connector(const struct feed *feed, const struct node *tree,
                                                 struct problems *problems)
{
    const struct connector *connector = connector_find(feed->connector_name);

    if (connector == NULL)
        problem_at_text(problems, tree, feed->connector_name, "no connector '%s'; accepted: %s",
                        feed->connector_name, list_connectors(problems->arena));
    return connector;
}

int feed_read(const char *path, const struct deployment *deployment, struct feed *feed,
              struct arena *arena, struct problems *problems)
{
    size_t errors = problems->errors;
    const struct node *tree = yaml_read(path, arena, problems);
    const struct connector *connector;
    struct source common = {.credentials = deployment->credentials, .folder = deployment->folder};

    if (tree == NULL)
        return -1;
    option_bind(tree, feed_options, feed, arena, problems);
    if (problems->errors != errors)
        return -1;
    check_name(feed, tree, problems);
    resolve_mappings(feed, deployment, tree, arena, problems);
    connector = resolve_connector(feed, tree, problems);
    if (connector == NULL)
        return -1;
    check_windows(feed, connector, tree, problems);

    zone_parse(feed->zone, &feed->offset_seconds);
    common.name = feed->name;
    common.format = feed->format;
    common.offset_seconds = feed->offset_seconds;
    feed->source = source_new(connector, feed->options, &common, arena, problems);
    return problems->errors == errors ? 0 : -1;
}
