/* Reading a configuration folder into a deployment, with all its mistakes at once. */
#include "batch/deployment.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "batch/keys.h"
#include "batch/same_table.h"
#include "batch/source_config.h"
#include "connectors/connector.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/problem.h"
#include "core/yaml.h"
#include "indicators/calendar.h"
#include "indicators/target.h"
#include "stores/store.h"
#include "transforms/codes.h"
#include "transforms/mapping.h"
#include "transforms/privacy.h"
#include "transforms/transform.h"

struct store_part {
    const char *backend;
    const struct node *options;
};

struct settings {
    struct deployment deployment;
    struct store_part store_part;
};

static const struct option key_options[] = {
    {"secret", OPTION_TEXT, offsetof(struct deployment, key_name), false, "hmac-key",
     .help = "name of the credential with the key that hides persons"},
    {"id", OPTION_TEXT, offsetof(struct deployment, key_id), false, "k1",
     .help = "what rows say of the key"},
    {0}};

static const struct option store_options[] = {
    {"backend", OPTION_TEXT, offsetof(struct store_part, backend), false, "sqlite",
     .help = "kind of store"},
    {"options", OPTION_NODE, offsetof(struct store_part, options), .help = "of the backend"},
    {0}};

static const struct option settings_options[] = {
    {"title", OPTION_STRUCT, offsetof(struct deployment, title), .options = title_options,
     .help = "of the deployment"},
    {"state", OPTION_TEXT, offsetof(struct deployment, state), true,
     .help = "folder of landing, ledger, store and reports, relative to this file"},
    {"credentials", OPTION_TEXT, offsetof(struct deployment, credentials), true,
     .help = "folder with one file a secret, relative to this file"},
    {"key", OPTION_STRUCT, 0, .options = key_options, .help = "the key that hides persons"},
    {"freshness", OPTION_STRUCT, offsetof(struct deployment, freshness),
     .options = freshness_options, .help = "how far sources may lag behind that say nothing else"},
    {"landing", OPTION_STRUCT, offsetof(struct deployment, landing_config),
     .options = landing_options, .help = "whether what lands is encrypted, and with which key"},
    {"budget", OPTION_DURATION, offsetof(struct deployment, budget), false, "0",
     .help = "how long a run may take; 0: any time"},
    {"disk", OPTION_STRUCT, offsetof(struct deployment, disk), .options = disk_options,
     .help = "how much room is left on it"},
    {"metrics", OPTION_TEXT, offsetof(struct deployment, metrics), false, "",
     .help = "file that Prometheus reads, relative to this file, or off; "
             "without it, metrics/nhip.prom in the state folder"},
    {"notify", OPTION_STRUCT, offsetof(struct deployment, notify), .options = notify_options,
     .help = "whom to tell of failures, recoveries, staleness and drift"},
    {"retention", OPTION_STRUCT, offsetof(struct deployment, retention),
     .options = retention_options, .help = "how long landing and quarantine are kept"},
    {"lease", OPTION_DURATION, offsetof(struct deployment, lease), false, "15m", .least = 10,
     .most = 86400, .help = "how long a run that is silent keeps other machines from its sources"},
    {"plans", OPTION_TEXTS, offsetof(struct deployment, plans),
     .help = "documents whose targets count, the first that has one wins"},
    {"store", OPTION_STRUCT, offsetof(struct settings, store_part), .options = store_options,
     .help = "where records are kept"},
    {0}};

/* The configuration files of one folder. */
struct shelf {
    const char *folder;
    const char **paths;
    size_t count;
    bool is_open; /* there may be more, for a mistake that is told */
};

static bool is_yaml(const char *name)
{
    size_t length = strlen(name);

    return length > 5 && strcmp(name + length - 5, ".yaml") == 0;
}

/* Lists the .yaml files of a folder of the deployment; other files are a mistake, for they would
 * look as if they had an effect. */
static struct shelf shelf_open(const struct deployment *deployment, const char *name,
                               struct problems *problems)
{
    struct arena *arena = problems->arena;
    struct shelf shelf = {.folder = path_join(arena, deployment->folder, name)};
    size_t errors = problems->errors, count = 0, i;
    char **names = NULL;
    struct error err;

    if (folder_list(shelf.folder, arena, &names, &count, &err) != 0)
        problem_in_file(problems, shelf.folder, "%s", err.text);
    shelf.paths = arena_array(arena, count, sizeof *shelf.paths);
    for (i = 0; i < count; i++) {
        const char *path = path_join(arena, shelf.folder, names[i]);

        if (is_yaml(path))
            shelf.paths[shelf.count++] = path;
        else
            problem_in_file(problems, path, "only files that end in .yaml belong here");
    }
    shelf.is_open = problems->errors != errors;
    return shelf;
}

static void read_codes(struct deployment *deployment, struct arena *arena,
                       struct problems *problems)
{
    struct shelf shelf = shelf_open(deployment, "codes", problems);
    size_t i;

    deployment->code_doubt.is_open = shelf.is_open;
    deployment->codes = arena_array(arena, shelf.count, sizeof *deployment->codes);
    deployment->code_count = shelf.count;
    for (i = 0; i < shelf.count; i++)
        deployment->codes[i] = code_list_read(shelf.paths[i], arena, problems);
    code_lists_note_doubt(deployment->codes, shelf.count, &deployment->code_doubt, arena);
    code_lists_check(deployment->codes, deployment->code_count, problems);
}

static void read_mappings(struct deployment *deployment, struct arena *arena,
                          struct problems *problems)
{
    struct mapping_context context = {.codes = deployment->codes,
                                      .code_count = deployment->code_count,
                                      .code_doubt = deployment->code_doubt,
                                      .code_folder = path_join(arena, deployment->folder, "codes")};
    struct shelf shelf = shelf_open(deployment, "mappings", problems);
    size_t i, k;

    deployment->mapping_doubt.is_open = shelf.is_open;
    deployment->mappings = arena_array(arena, shelf.count, sizeof *deployment->mappings);
    deployment->mapping_count = shelf.count;
    for (i = 0; i < shelf.count; i++) {
        struct mapping *mapping = mapping_read(shelf.paths[i], &context, arena, problems);

        deployment->mappings[i] = mapping;
        for (k = 0; k < i; k++)
            same_table_check(mapping, deployment->mappings[k], problems);
        mapping_note_doubt(mapping, &deployment->mapping_doubt, arena);
    }
}

static void read_sources(struct deployment *deployment, struct arena *arena,
                         struct problems *problems)
{
    struct shelf shelf = shelf_open(deployment, "sources", problems);
    struct source_config *sources = arena_array(arena, shelf.count, sizeof *sources);
    size_t i;

    deployment->are_sources_open = shelf.is_open;
    for (i = 0; i < shelf.count; i++)
        source_config_read(shelf.paths[i], deployment, &sources[i], arena, problems);
    deployment->sources = sources;
    deployment->source_count = shelf.count;
}

static void read_indicators(struct deployment *deployment, struct arena *arena,
                            struct problems *problems)
{
    struct shelf shelf = shelf_open(deployment, "indicators", problems);
    const struct indicator **indicators = arena_array(arena, shelf.count, sizeof *indicators);
    size_t i;

    for (i = 0; i < shelf.count; i++)
        indicators[i] = indicator_read(shelf.paths[i], arena, problems);
    deployment->indicators.indicators = indicators;
    deployment->indicators.indicator_count = shelf.count;
}

static void read_calendars(struct deployment *deployment, struct arena *arena,
                           struct problems *problems)
{
    struct shelf shelf = shelf_open(deployment, "calendars", problems);
    const struct calendar **calendars = arena_array(arena, shelf.count, sizeof *calendars);
    size_t i;

    for (i = 0; i < shelf.count; i++)
        calendars[i] = calendar_read(shelf.paths[i], arena, problems);
    deployment->indicators.calendars = calendars;
    deployment->indicators.calendar_count = shelf.count;
    calendars_check(calendars, shelf.count, problems);
}

static void check_plans(const struct deployment *deployment, const struct targets *targets,
                        struct problems *problems)
{
    size_t i;

    for (i = 0; i < deployment->plans.count; i++)
        if (!targets_has(targets, deployment->plans.items[i]))
            problem_at_text(problems, deployment->tree, deployment->plans.items[i],
                            "no document '%s' in targets/", deployment->plans.items[i]);
}

static void read_targets(struct deployment *deployment, struct arena *arena,
                         struct problems *problems)
{
    struct shelf shelf = shelf_open(deployment, "targets", problems);
    struct targets *targets = targets_new(&deployment->plans, arena);
    size_t i;

    for (i = 0; i < shelf.count; i++)
        targets_read(targets, shelf.paths[i], problems);
    if (!shelf.is_open && !targets_are_open(targets))
        check_plans(deployment, targets, problems);
    deployment->indicators.targets = targets;
}

static void place_state(struct deployment *deployment, struct arena *arena)
{
    const char *state = path_join(arena, deployment->folder, deployment->state);

    deployment->state = state;
    deployment->ledger = path_join(arena, state, "ledger.db");
    deployment->reports = path_join(arena, state, "reports");
    deployment->spool = path_join(arena, state, "spool");
    deployment->locks = path_join(arena, state, "locks");
    deployment->stale_mark = path_join(arena, state, "figures.stale");
    if (strcmp(deployment->metrics, "off") == 0)
        deployment->metrics = NULL;
    else
        deployment->metrics = deployment->metrics[0] == '\0'
                                  ? path_join(arena, state, "metrics/nhip.prom")
                                  : path_join(arena, deployment->folder, deployment->metrics);
}

static void read_store(struct deployment *deployment, const struct store_part *part,
                       const struct node *tree, struct arena *arena, struct problems *problems)
{
    const struct backend *backend = part->backend != NULL ? backend_find(part->backend) : NULL;

    if (problem_is_of(problems, node_find(tree, "store"), "backend", NULL))
        return;
    if (backend == NULL)
        problem_at_text(problems, tree, part->backend, "no store backend '%s'; accepted: %s",
                        part->backend, backends[0]->name);
    else
        deployment->store = store_new(backend, part->options, deployment->state, arena, problems);
}

static void check_key_id(const struct deployment *deployment, const struct node *tree,
                         struct problems *problems)
{
    const char *problem = key_id_problem(deployment->key_id);

    if (problem != NULL)
        problem_at_text(problems, tree, deployment->key_id, "the key's id '%s' %s",
                        deployment->key_id, problem);
}

static struct deployment *read_settings(const char *folder, struct arena *arena,
                                        struct problems *problems)
{
    struct settings *settings = arena_alloc(arena, sizeof *settings);
    struct deployment *deployment = &settings->deployment;
    struct node *tree = yaml_read(path_join(arena, folder, "nhip.yaml"), arena, problems);

    deployment->folder = arena_text(arena, folder);
    deployment->tree = tree;
    if (tree == NULL)
        return deployment;
    option_bind(tree, settings_options, settings, arena, problems);
    check_key_id(deployment, tree, problems);
    /* With a mistake in it nothing is placed, but all else can be looked at. */
    if (deployment->state == NULL)
        deployment->state = "";
    if (deployment->credentials != NULL)
        deployment->credentials = path_join(arena, folder, deployment->credentials);
    place_state(deployment, arena);
    keys_place_landing(deployment, arena, problems);
    freshness_check_defaults(deployment, problems);
    notify_check(deployment, problems);
    read_store(deployment, &settings->store_part, tree, arena, problems);
    return deployment;
}

struct deployment *deployment_read(const char *folder, struct arena *arena,
                                   struct problems *problems)
{
    struct deployment *deployment = read_settings(folder, arena, problems);

    read_codes(deployment, arena, problems);
    read_mappings(deployment, arena, problems);
    read_sources(deployment, arena, problems);
    read_indicators(deployment, arena, problems);
    read_calendars(deployment, arena, problems);
    read_targets(deployment, arena, problems);
    keys_check(deployment, problems);
    return deployment;
}

const struct source_config *deployment_source(const struct deployment *deployment, const char *name)
{
    size_t i;

    for (i = 0; i < deployment->source_count; i++)
        if (strcmp(deployment->sources[i].name, name) == 0)
            return &deployment->sources[i];
    return NULL;
}

const struct mapping *deployment_mapping(const struct deployment *deployment, const char *name)
{
    size_t i;

    /* One whose file has mistakes may have no name. */
    for (i = 0; i < deployment->mapping_count; i++) {
        const char *other = mapping_name(deployment->mappings[i]);

        if (other != NULL && strcmp(other, name) == 0)
            return deployment->mappings[i];
    }
    return NULL;
}

int deployment_open_store(const struct deployment *deployment, bool is_read_only, struct error *err)
{
    deployment->store->is_read_only = is_read_only;
    return store_open(deployment->store, err);
}

bool deployment_uses(const struct deployment *deployment, const struct mapping *mapping)
{
    size_t i, k;

    for (i = 0; i < deployment->source_count; i++)
        for (k = 0; k < deployment->sources[i].mapping_count; k++)
            if (deployment->sources[i].mappings[k] == mapping)
                return true;
    return false;
}

int deployment_prepare_store(const struct deployment *deployment, struct error *err)
{
    size_t i;

    for (i = 0; i < deployment->mapping_count; i++)
        if (deployment_uses(deployment, deployment->mappings[i]) &&
            store_prepare(deployment->store, mapping_schema(deployment->mappings[i]), err) != 0)
            return -1;
    return 0;
}

void deployment_close_store(const struct deployment *deployment)
{
    store_close(deployment->store);
}
