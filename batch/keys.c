/* Keys by their ids, from the credential files that hold them. */
#include "batch/keys.h"

#include <string.h>

#include "batch/deployment.h"
#include "connectors/secret.h"
#include "core/arena.h"
#include "core/cipher.h"
#include "core/error.h"
#include "core/file.h"
#include "core/problem.h"
#include "core/yaml.h"
#include "landing/landing.h"
#include "transforms/privacy.h"
#include "transforms/transform.h"

static const struct option landing_key_options[] = {
    {"secret", OPTION_TEXT, offsetof(struct landing_key, secret), true,
     .help = "name of the credential with 64 hexadecimal digits"},
    {"id", OPTION_TEXT, offsetof(struct landing_key, id), true,
     .help = "what files say of the key"},
    {0}};

const struct option landing_options[] = {
    {"key", OPTION_STRUCT, offsetof(struct landing_config, key), .options = landing_key_options,
     .help = "the key that encrypts what lands"},
    {"old_keys", OPTION_STRUCTS, offsetof(struct landing_config, old_keys),
     .options = landing_key_options, .size = sizeof(struct landing_key),
     .help = "keys of what landed before"},
    {"plain", OPTION_FLAG, offsetof(struct landing_config, is_plain_allowed), false, "true",
     .help = "whether what lies there unencrypted is read too"},
    {0}};

/* The keys of the landing, read when they are first needed. */
struct keyring {
    struct cipher_keys keys;
    const struct deployment *deployment;
    const struct cipher_key **read; /* by their places in the configuration, NULL until then */
    struct arena *arena;
};

static const struct landing_key *key_at(const struct landing_config *config, size_t index)
{
    if (index == 0)
        return &config->key;
    return (const struct landing_key *)config->old_keys.items + index - 1;
}

static const struct cipher_key *read_key(const struct deployment *deployment,
                                         const struct landing_key *wanted, struct arena *arena,
                                         struct error *err)
{
    struct secrets secrets = {.folder = deployment->credentials, .arena = arena};
    struct cipher_key *key = arena_alloc(arena, sizeof *key);
    const char *text = secrets_find(&secrets, wanted->secret, err);

    key->id = wanted->id;
    if (text == NULL)
        return NULL;
    if (cipher_key_parse(text, key, err) == 0)
        return key;
    error_within(err, "credential %s", wanted->secret);
    return NULL;
}

static const struct cipher_key *find_key(struct cipher_keys *keys, const char *id,
                                         struct error *err)
{
    struct keyring *keyring = (struct keyring *)keys;
    const struct landing_config *config = &keyring->deployment->landing_config;
    size_t i;

    for (i = 0; i <= config->old_keys.count; i++) {
        const struct landing_key *key = key_at(config, i);

        if (key->id == NULL || strcmp(key->id, id) != 0)
            continue;
        if (keyring->read[i] == NULL)
            keyring->read[i] = read_key(keyring->deployment, key, keyring->arena, err);
        return keyring->read[i];
    }
    error_set(err, ERROR_CONFIG,
              "no key has the id '%s'; hint: name it under 'landing: {old_keys: ...}' in nhip.yaml",
              id);
    return NULL;
}

static void check_id(const struct deployment *deployment, size_t index, struct problems *problems)
{
    const struct landing_config *config = &deployment->landing_config;
    const char *id = key_at(config, index)->id;
    const char *problem = key_id_problem(id);
    size_t i;

    if (problem != NULL)
        problem_at_text(problems, deployment->tree, id, "the key's id '%s' %s", id, problem);
    for (i = 0; key_at(config, i)->id == NULL || strcmp(key_at(config, i)->id, id) != 0;)
        i++;
    if (i < index)
        problem_at_text(problems, deployment->tree, id, "two keys of the landing have the id '%s'",
                        id);
}

void keys_place_landing(struct deployment *deployment, struct arena *arena,
                        struct problems *problems)
{
    const struct landing_config *config = &deployment->landing_config;
    struct landing_root *root = arena_alloc(arena, sizeof *root);
    struct keyring *keyring = arena_alloc(arena, sizeof *keyring);
    size_t i;

    keyring->keys.find = find_key;
    keyring->deployment = deployment;
    keyring->read = arena_array(arena, config->old_keys.count + 1, sizeof *keyring->read);
    keyring->arena = arena;
    root->folder = path_join(arena, deployment->state, "landing");
    root->key_id = config->key.id;
    root->is_plain_refused = !config->is_plain_allowed;
    for (i = 0; i <= config->old_keys.count; i++)
        if (key_at(config, i)->id != NULL) {
            check_id(deployment, i, problems);
            root->keys = &keyring->keys;
        }
    deployment->landing = root;
}

int keys_read_privacy(const struct deployment *deployment, struct privacy_key *key, bool *is_needed,
                      struct arena *arena, struct error *err)
{
    struct secrets secrets = {.folder = deployment->credentials, .arena = arena};
    struct privacy_key read = {.id = deployment->key_id};
    size_t i;

    *is_needed = false;
    for (i = 0; i < deployment->mapping_count; i++)
        *is_needed = *is_needed || mapping_needs_key(deployment->mappings[i]);
    if (!*is_needed)
        return 0;
    read.bytes = secrets_find(&secrets, deployment->key_name, err);
    if (read.bytes == NULL)
        return -1;
    read.size = strlen(read.bytes);
    if (privacy_key_check(&read, err) != 0)
        return error_within(err, "credential %s", deployment->key_name);
    *key = read;
    return 0;
}

int keys_check_landing(const struct deployment *deployment, struct error *err)
{
    const struct landing_root *root = deployment->landing;

    if (root->key_id == NULL || root->keys->find(root->keys, root->key_id, err) != NULL)
        return 0;
    return -1;
}

/* Where a key is named in nhip.yaml; what is there by default stands nowhere. */
static const struct node *place_of(const struct deployment *deployment, const char *name)
{
    const struct node *place = node_find(deployment->tree, name);

    return place == NULL ? deployment->tree : place;
}

void keys_check(const struct deployment *deployment, struct problems *problems)
{
    const struct landing_config *config = &deployment->landing_config;
    struct privacy_key key;
    struct error err;
    bool is_needed;
    size_t i;

    if (deployment->tree == NULL || deployment->credentials == NULL)
        return;
    if (!problem_is_of(problems, deployment->tree, "key", NULL) &&
        keys_read_privacy(deployment, &key, &is_needed, problems->arena, &err) != 0)
        problem_warn(problems, place_of(deployment, "key"), "%s", err.text);
    for (i = 0; i <= config->old_keys.count; i++)
        if (key_at(config, i)->secret != NULL &&
            read_key(deployment, key_at(config, i), problems->arena, &err) == NULL)
            problem_warn(problems, place_of(deployment, "landing"), "%s", err.text);
}
