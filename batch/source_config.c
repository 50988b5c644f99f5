/* Reading a source's file and putting its parts together: connector, mappings, windows. */
#include "batch/source_config.h"

#include <ctype.h>
#include <string.h>

#include "batch/deployment.h"
#include "batch/signatures.h"
#include "connectors/connector.h"
#include "core/arena.h"
#include "core/format.h"
#include "core/instant.h"
#include "core/problem.h"
#include "core/separator.h"
#include "core/yaml.h"
#include "transforms/mapping.h"

static const struct option quarantine_options[] = {
    {"count", OPTION_NUMBER, offsetof(struct source_config, quarantine_count), false, "-1",
     .least = -1, .most = 1000000000, .help = "most refused records of a batch; -1: any number"},
    {"grace", OPTION_NUMBER, offsetof(struct source_config, quarantine_grace), false, "5",
     .least = 0, .most = 1000000000,
     .help = "refused records that no share is counted for, for small batches"},
    {"share", OPTION_NUMBER, offsetof(struct source_config, quarantine_share), false, "100",
     .least = 0, .most = 100, .help = "most refused records in percent of those received"},
    {0}};

static const char *const signature_checks[] = {"none", "report", "require", NULL};

static const struct option signature_options[] = {
    {"check", OPTION_CHOICE, offsetof(struct source_config, signature_check), true,
     .choices = signature_checks, .help = "whether signatures are looked at, and must be there"},
    {"ca", OPTION_TEXT, offsetof(struct source_config, signature.ca),
     .help = "PEM file of the CAs that count, relative to the configuration folder"},
    {"at", OPTION_TEXT, offsetof(struct source_config, signature.at),
     .help = "path of the element that must be signed; without it the whole document"},
    {"allow_weak", OPTION_FLAG, offsetof(struct source_config, signature.allow_weak), false,
     "false", .help = "SHA-1, MD5 and RSA below 2048 bits count too"},
    {"most_mib", OPTION_NUMBER, offsetof(struct source_config, signature.most_mib), false, "32",
     .least = 1, .most = 1024, .help = "most MiB of a document that is verified; it is held whole"},
    {0}};

static const struct option source_options[] = {
    {"source", OPTION_TEXT, offsetof(struct source_config, name), true,
     .help = "its name, as the file's"},
    {"title", OPTION_STRUCT, offsetof(struct source_config, title), .options = title_options,
     .help = "for people"},
    {"connector", OPTION_TEXT, offsetof(struct source_config, connector_name), true,
     .help = "kind of far end"},
    {"format", OPTION_TEXT, offsetof(struct source_config, format), true,
     .help = "syntax of the documents"},
    {"mappings", OPTION_TEXTS, offsetof(struct source_config, mapping_names), true,
     .help = "tables that are made from the documents"},
    {"start", OPTION_INSTANT, offsetof(struct source_config, start),
     .help = "begin of the first window"},
    {"until", OPTION_INSTANT, offsetof(struct source_config, until),
     .help = "no window begins after this"},
    {"every", OPTION_SPAN, offsetof(struct source_config, every), false, "1d",
     .help = "length of a window"},
    {"not_before", OPTION_SPAN, offsetof(struct source_config, not_before),
     .help = "how long after its end a window becomes due"},
    {"lookback", OPTION_NUMBER, offsetof(struct source_config, lookback), false, "0", .least = 0,
     .most = 1000, .help = "windows that are loaded again after each new one"},
    {"budget", OPTION_DURATION, offsetof(struct source_config, budget), false, "0",
     .help = "how much time of a run it may take; 0: all of it"},
    {"snapshot", OPTION_FLAG, offsetof(struct source_config, is_snapshot), false, "false",
     .help = "each batch is the whole; what is missing from it is gone"},
    {"freshness", OPTION_STRUCT, offsetof(struct source_config, freshness),
     .options = freshness_options,
     .help = "how far it may lag behind; without it, as nhip.yaml says; {}: as it likes"},
    {"zone", OPTION_TEXT, offsetof(struct source_config, zone), false, "Asia/Ho_Chi_Minh",
     .help = "zone of the source's times"},
    {"validity", OPTION_SPAN, offsetof(struct source_config, validity),
     .help = "how long a row is valid after it was fetched"},
    {"quarantine", OPTION_STRUCT, 0, .options = quarantine_options,
     .help = "how much may be refused"},
    {"retention", OPTION_NODE, offsetof(struct source_config, retention_node),
     .help = "how long its landing and quarantine are kept, whatever the others' are"},
    {"document_mib", OPTION_NUMBER, offsetof(struct source_config, document_mib), false, "512",
     .least = 1, .most = 1048576, .help = "most MiB of one document as received"},
    {"signature", OPTION_STRUCT, 0, .options = signature_options,
     .help = "whether the documents must be signed"},
    {"options", OPTION_NODE, offsetof(struct source_config, options), .help = "of the connector"},
    {0}};

/* A plan of more would not be read by anybody, and takes memory for each. */
enum { WINDOW_LIMIT = 200000 };

static bool is_plain_name(const char *name)
{
    const char *letter;

    for (letter = name; *letter != '\0'; letter++)
        if (!islower((unsigned char)*letter) && !isdigit((unsigned char)*letter) && *letter != '-')
            return false;
    return name[0] != '\0' && name[0] != '-' && strlen(name) <= 40;
}

/* The name is checked to be the file's, so that an error about a source leads to its file. */
static void check_name(const struct source_config *config, const struct node *tree,
                       struct problems *problems)
{
    const char *base = strrchr(tree->file, '/');
    size_t length;

    if (config->name == NULL)
        return;
    length = strlen(config->name);
    base = base == NULL ? tree->file : base + 1;
    if (!is_plain_name(config->name))
        problem_at_text(
            problems, tree, config->name,
            "'%s' is no name of a source; accepted: lower-case letters, digits and '-', "
            "at most 40",
            config->name);
    else if (strncmp(base, config->name, length) != 0 || strcmp(base + length, ".yaml") != 0)
        problem_at_text(problems, tree, config->name,
                        "the source '%s' must stand in a file of its name, %s.yaml", config->name,
                        config->name);
}

static bool is_other_format(const struct source_config *config, const struct mapping *mapping)
{
    const char *format = mapping_format(mapping);

    return format != NULL && config->format != NULL && format_find(config->format) != NULL &&
           strcmp(format, config->format) != 0;
}

static void resolve_mappings(struct source_config *config, const struct deployment *deployment,
                             const struct node *tree, struct arena *arena,
                             struct problems *problems)
{
    size_t i;

    config->mappings = arena_array(arena, config->mapping_names.count, sizeof *config->mappings);
    for (i = 0; i < config->mapping_names.count; i++) {
        const char *name = config->mapping_names.items[i];
        const struct mapping *mapping = deployment_mapping(deployment, name);

        if (mapping == NULL && !doubt_covers(&deployment->mapping_doubt, name))
            problem_at_text(problems, tree, name, "no mapping '%s' in mappings/", name);
        if (mapping == NULL)
            continue;
        if (is_other_format(config, mapping))
            problem_at_text(problems, tree, name, "the mapping '%s' reads %s, the source gives %s",
                            name, mapping_format(mapping), config->format);
        config->mappings[config->mapping_count++] = mapping;
    }
    config->are_mappings_open = problem_is_of(problems, tree, "mappings", NULL);
}

/* "ho_so=1 le_phi=2": what a batch is loaded by, and has to be loaded again by when it changes. */
static const char *list_versions(const struct source_config *config, struct arena *arena)
{
    const char *text = "";
    size_t i;

    for (i = 0; i < config->mapping_count; i++)
        text = arena_print(arena, "%s%s%s=%ld", text, i == 0 ? "" : " ",
                           mapping_name(config->mappings[i]), mapping_version(config->mappings[i]));
    return text;
}

/* One pass over a document cannot follow two schemas. */
static void check_schemas(const struct source_config *config, const struct node *tree,
                          struct problems *problems)
{
    const char *first = NULL;
    size_t i;

    for (i = 0; i < config->mapping_count; i++) {
        const char *file = mapping_xsd(config->mappings[i]);

        if (file == NULL)
            continue;
        if (first == NULL)
            first = file;
        else if (strcmp(first, file) != 0)
            problem_at_key(problems, node_find(tree, "mappings"),
                           "the mappings name two schemas for the same documents: %s and %s", first,
                           file);
    }
}

/* One pass over a document cannot cut it in two ways. */
static void check_separators(const struct source_config *config, const struct node *tree,
                             struct problems *problems)
{
    size_t i;

    for (i = 1; i < config->mapping_count; i++) {
        const struct separator *first = separator_of(mapping_separator(config->mappings[0]));
        const struct separator *other = separator_of(mapping_separator(config->mappings[i]));

        if (first != other && first != NULL && other != NULL)
            problem_at_key(problems, node_find(tree, "mappings"),
                           "the mappings read the same documents with two separators: %s and %s",
                           first->words, other->words);
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

/* How many windows there have been, a month counted as 30 days. */
static int64_t count_windows(const struct source_config *config)
{
    int64_t length = config->every.seconds + (int64_t)config->every.months * 30 * SECONDS_PER_DAY;
    int64_t until = config->until != 0 ? config->until : clock_now();

    return config->start == 0 || until < config->start
               ? 0
               : (until - config->start) / MICROSECONDS_PER_SECOND / length;
}

/* Windows come from the calendar, unless the source gives all there is or decides that itself. */
static void check_start(const struct source_config *config, const struct connector *connector,
                        const struct node *tree, struct problems *problems)
{
    bool is_listed = connector->list != NULL;

    if (is_listed && config->start != 0)
        problem_at_key(problems, node_find(tree, "start"),
                       "'start' has no meaning for connector '%s'", connector->name);
    if (is_listed && config->is_snapshot)
        problem_at_key(problems, node_find(tree, "snapshot"),
                       "'snapshot' has no meaning for connector '%s'", connector->name);
    if (is_listed || config->is_snapshot || problem_is_of(problems, tree, "snapshot", NULL))
        return;
    if (config->start == 0)
        problem_missing(problems, tree, "start",
                        "it takes the date of the first window, for example 2026-01-01");
    if (!problem_is_of(problems, tree, "start", "until", "every", NULL) &&
        count_windows(config) > WINDOW_LIMIT)
        problem_at(problems, node_find(tree, "start"),
                   "more than %d windows lie between 'start' and now; hint: a later start, or "
                   "longer windows",
                   WINDOW_LIMIT);
}

static void check_words(const struct source_config *config, const struct node *tree,
                        struct problems *problems)
{
    if (!problem_is_of(problems, tree, "zone", NULL) && zone_parse(config->zone, &(int){0}) != 0)
        problem_at_text(problems, tree, config->zone,
                        "no zone '%s'; accepted: Asia/Ho_Chi_Minh, UTC, +07:00", config->zone);
    if (config->format != NULL && format_find(config->format) == NULL)
        problem_at_text(problems, tree, config->format, "no format '%s'; accepted: %s",
                        config->format, list_formats(problems->arena));
}

static const struct connector *resolve_connector(const struct source_config *config,
                                                 const struct node *tree, struct problems *problems)
{
    const char *name = config->connector_name;
    const struct connector *connector = name != NULL ? connector_find(name) : NULL;

    if (name != NULL && connector == NULL)
        problem_at_text(problems, tree, name, "no connector '%s'; accepted: %s", name,
                        list_connectors(problems->arena));
    return connector;
}

/* What a source says of its retention stands in the place of all that is said for everybody. */
static void read_retention(struct source_config *config, const struct deployment *deployment,
                           struct arena *arena, struct problems *problems)
{
    if (config->retention_node == NULL)
        config->retention = deployment->retention;
    else
        option_bind(config->retention_node, retention_options, &config->retention, arena, problems);
}

/* Where a file says nothing of options, what is missing from them is told at its beginning. */
static const struct node *options_of(const struct source_config *config, const struct node *tree,
                                     struct arena *arena)
{
    struct node *nothing;

    if (config->options != NULL)
        return config->options;
    nothing = arena_alloc(arena, sizeof *nothing);
    *nothing = *tree;
    nothing->kind = NODE_MAP;
    nothing->first = NULL;
    nothing->parent = tree;
    return nothing;
}

static void read_options(struct source_config *config, const struct connector *connector,
                         const struct deployment *deployment, const struct node *tree,
                         struct problems *problems)
{
    const struct source common = {.name = config->name,
                                  .format = config->format,
                                  .credentials = deployment->credentials,
                                  .folder = deployment->folder,
                                  .offset_seconds = config->offset_seconds};

    config->source = source_new(connector, options_of(config, tree, problems->arena), &common,
                                problems->arena, problems);
}

void source_config_read(const char *path, const struct deployment *deployment,
                        struct source_config *config, struct arena *arena,
                        struct problems *problems)
{
    const struct node *tree = yaml_read(path, arena, problems);
    const struct connector *connector;

    config->are_mappings_open = true;
    if (tree == NULL)
        return;
    option_bind(tree, source_options, config, arena, problems);
    read_retention(config, deployment, arena, problems);
    check_name(config, tree, problems);
    resolve_mappings(config, deployment, tree, arena, problems);
    config->loaded_by = list_versions(config, arena);
    check_schemas(config, tree, problems);
    check_separators(config, tree, problems);
    check_words(config, tree, problems);
    signatures_check_config(config, deployment, tree, problems);
    zone_parse(config->zone, &config->offset_seconds);
    freshness_check(config, deployment, tree, problems);
    connector = resolve_connector(config, tree, problems);
    if (connector == NULL)
        return;
    check_start(config, connector, tree, problems);
    read_options(config, connector, deployment, tree, problems);
    freshness_check_reach(config, tree, problems);
}
