/* Manifests to JSON and back. */
#include "landing/manifest.h"

#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/cipher.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/file.h"
#include "core/instant.h"
#include "core/json.h"
#include "core/reader.h"

enum { MANIFEST_VERSION = 1, MANIFEST_LIMIT = 256 << 20, SHA256_DIGITS = 64 };

const char MANIFEST_NAME[] = "manifest.json";

bool landing_name_is_valid(const char *name)
{
    return name[0] != '\0' && name[0] != '.' && name[file_name_span(name)] == '\0';
}

char *landing_place(const char *source, const char *window, int attempt, const char *name,
                    struct arena *arena)
{
    const char *slash = name == NULL ? "" : "/";

    return arena_print(arena, "%s/%s/%d%s%s", source, window, attempt, slash,
                       name == NULL ? "" : name);
}

static void set_time(struct json *object, const char *key, int64_t instant)
{
    char text[INSTANT_TEXT_SIZE];

    instant_format(instant, VIETNAM_OFFSET_SECONDS, text);
    json_set_text(object, key, text);
}

static struct json *format_document(const struct landed *document)
{
    struct json *object = json_new_object();

    json_set_text(object, "name", document->name);
    json_set_text(object, "format", document->format);
    json_set_number(object, "size", document->size);
    json_set_text(object, "sha256", document->sha256);
    json_set_number(object, "status", document->status);
    json_set_text(object, "content_type", document->content_type);
    json_set_text(object, "request", document->request);
    set_time(object, "fetched_at", document->fetched_at);
    return object;
}

void manifest_format(const struct manifest *manifest, struct buffer *text)
{
    struct json *object = json_new_object(), *documents = json_new_array();

    json_set_number(object, "version", MANIFEST_VERSION);
    json_set_text(object, "batch", manifest->batch);
    json_set_text(object, "source", manifest->source);
    json_set_text(object, "window", manifest->window);
    set_time(object, "since", manifest->since);
    set_time(object, "until", manifest->until);
    json_set_flag(object, "is_snapshot", manifest->is_snapshot);
    json_set_number(object, "attempt", manifest->attempt);
    set_time(object, "fetched_at", manifest->fetched_at);
    if (manifest->declared >= 0)
        json_set_number(object, "declared", manifest->declared);
    else
        json_set_text(object, "declared", NULL);
    for (size_t i = 0; i < manifest->count; i++)
        json_append(documents, format_document(&manifest->documents[i]));
    json_set(object, "documents", documents);
    json_format(object, true, text);
    buffer_byte(text, '\n');
    json_free(object);
}

/* What is read is copied to the arena; a member that is missing spoils the manifest. */
struct intake {
    struct arena *arena;
    struct error *err;
    bool is_spoiled;
};

static void spoil(struct intake *intake, const char *key)
{
    if (!intake->is_spoiled)
        error_set(intake->err, ERROR_IO, "'%s' is missing or wrong", key);
    intake->is_spoiled = true;
}

static const char *take_text(struct intake *intake, const struct json *object, const char *key)
{
    const char *text = json_text(object, key, NULL);

    if (text == NULL)
        spoil(intake, key);
    return arena_text(intake->arena, text);
}

static long long take_number(struct intake *intake, const struct json *object, const char *key)
{
    long long number = json_number(object, key, -1);

    if (number < 0)
        spoil(intake, key);
    return number;
}

static int64_t take_time(struct intake *intake, const struct json *object, const char *key)
{
    const char *text = take_text(intake, object, key);
    struct error ignored;
    int64_t instant = 0;

    if (text != NULL && instant_parse(text, VIETNAM_OFFSET_SECONDS, &instant, &ignored) != 0)
        spoil(intake, key);
    return instant;
}

static void take_document(struct intake *intake, const struct json *object, struct landed *document)
{
    document->name = take_text(intake, object, "name");
    document->format = take_text(intake, object, "format");
    document->size = take_number(intake, object, "size");
    document->sha256 = take_text(intake, object, "sha256");
    document->status = (int)take_number(intake, object, "status");
    document->content_type = take_text(intake, object, "content_type");
    document->request = take_text(intake, object, "request");
    document->fetched_at = take_time(intake, object, "fetched_at");
    if (document->name != NULL && !landing_name_is_valid(document->name))
        spoil(intake, "name");
    if (document->sha256 != NULL && strlen(document->sha256) != SHA256_DIGITS)
        spoil(intake, "sha256");
}

static void take_manifest(struct intake *intake, const struct json *object,
                          struct manifest *manifest)
{
    const struct json *documents = json_find(object, "documents");

    if (take_number(intake, object, "version") != MANIFEST_VERSION)
        spoil(intake, "version");
    manifest->batch = take_text(intake, object, "batch");
    manifest->source = take_text(intake, object, "source");
    manifest->window = take_text(intake, object, "window");
    manifest->since = take_time(intake, object, "since");
    manifest->until = take_time(intake, object, "until");
    manifest->is_snapshot = json_flag(object, "is_snapshot", false);
    manifest->attempt = (int)take_number(intake, object, "attempt");
    manifest->fetched_at = take_time(intake, object, "fetched_at");
    manifest->declared = (long)json_number(object, "declared", -1);
    if (documents == NULL || json_kind(documents) != JSON_KIND_ARRAY)
        spoil(intake, "documents");
    manifest->count = documents == NULL ? 0 : json_count(documents);
    manifest->documents = arena_array(intake->arena, manifest->count, sizeof *manifest->documents);
    for (size_t i = 0; i < manifest->count; i++)
        take_document(intake, json_at(documents, i), &manifest->documents[i]);
}

/* Reads the manifest's JSON; the caller names the place. */
static int parse(struct reader *bytes, struct manifest *manifest, struct arena *arena,
                 struct error *err)
{
    struct json *json = json_read(bytes, MANIFEST_LIMIT, err);
    struct intake intake = {arena, err, false};
    struct manifest read = {.is_encrypted = manifest->is_encrypted};

    if (json == NULL)
        return -1;
    take_manifest(&intake, json, &read);
    json_free(json);
    if (intake.is_spoiled)
        return -1;
    *manifest = read;
    return 0;
}

/* Whether the file is encrypted; where it must be and is not, that is an error. */
static int judge(const struct landing_root *root, const struct buffer *text, const char *place,
                 bool *is_encrypted, struct error *err)
{
    *is_encrypted = cipher_is_encrypted(text->data, text->size);
    if (*is_encrypted && root->keys == NULL)
        return error_set(err, ERROR_CONFIG,
                         "%s is encrypted and there is no key; hint: 'landing: {key: ...}' in "
                         "nhip.yaml",
                         place);
    if (!*is_encrypted && root->is_plain_refused)
        return error_set(
            err, ERROR_DATA,
            "%s is not encrypted, which 'landing: {plain: false}' in nhip.yaml refuses", place);
    return 0;
}

static const char *hash_of(const struct buffer *text, struct arena *arena)
{
    struct digest *digest = digest_new();
    char hash[DIGEST_TEXT_SIZE];

    digest_update(digest, text->data, text->size);
    digest_format(digest, hash);
    digest_free(digest);
    return arena_text(arena, hash);
}

static int read_text(const struct landing_root *root, const struct buffer *text, const char *place,
                     struct manifest *manifest, struct arena *arena, struct error *err)
{
    struct manifest read = {0};
    struct reader *bytes = reader_from_memory(text->data, text->size, arena);
    int status;

    if (judge(root, text, place, &read.is_encrypted, err) != 0)
        return -1;
    if (read.is_encrypted)
        bytes = cipher_decrypt(bytes, root->keys, place, arena, err);
    if (bytes == NULL)
        return -1;
    status = parse(bytes, &read, arena, err);
    reader_close(bytes);
    if (status == 0) {
        read.sha256 = hash_of(text, arena);
        *manifest = read;
        return 0;
    }
    err->kind = ERROR_DATA;
    return error_within(err, "the manifest %s is damaged", place);
}

const struct landed *manifest_find(const struct manifest *manifest, const char *document)
{
    size_t i;

    for (i = 0; i < manifest->count; i++)
        if (strcmp(manifest->documents[i].name, document) == 0)
            return &manifest->documents[i];
    return NULL;
}

int manifest_read(const struct landing_root *root, const char *source, const char *window,
                  int attempt, struct manifest *manifest, struct arena *arena, struct error *err)
{
    char *place = landing_place(source, window, attempt, MANIFEST_NAME, arena);
    char *path = path_join(arena, root->folder, place);
    struct buffer text = {0};
    int status;

    if (file_is_present(path) && !file_is_regular(path))
        return error_set(err, ERROR_DATA, "the manifest %s is damaged: it is no regular file",
                         place);
    status = file_read(path, MANIFEST_LIMIT, &text, err);
    if (status == 0)
        status = read_text(root, &text, place, manifest, arena, err);
    buffer_free(&text);
    return status;
}
