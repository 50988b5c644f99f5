/* What has landed encrypted shows nothing, and reads back by its key and in its place alone. */
#include "landing/landing.h"

#include <stdio.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/batch.h"
#include "core/buffer.h"
#include "core/cipher.h"
#include "core/file.h"
#include "core/instant.h"
#include "core/reader.h"
#include "tests/landing/place.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

/* A key for what lands, and another that reads what landed before. */
struct keyring {
    struct cipher_keys keys;
    struct cipher_key known[2];
};

static const struct cipher_key *find_key(struct cipher_keys *keys, const char *id,
                                         struct error *err)
{
    const struct keyring *keyring = (const struct keyring *)keys;
    size_t i;

    for (i = 0; i < 2; i++)
        if (keyring->known[i].id != NULL && strcmp(keyring->known[i].id, id) == 0)
            return &keyring->known[i];
    error_set(err, ERROR_CONFIG, "no key has the id '%s'", id);
    return NULL;
}

static void encrypt_with(struct place *place, struct keyring *keyring, const char *id)
{
    memset(keyring, 0, sizeof *keyring);
    keyring->keys.find = find_key;
    keyring->known[0].id = id;
    memset(keyring->known[0].bytes, id[1], CIPHER_KEY_SIZE);
    place->landing.key_id = id;
    place->landing.keys = &keyring->keys;
}

static void an_encrypted_attempt_shows_nothing_and_reads_back_as_it_was(void **state)
{
    static const char *const files[] = {"page-0001.json", "page-0002.json", "manifest.json"};
    struct place *place = *state;
    struct keyring keyring;
    struct manifest manifest;
    struct buffer bytes = {0};
    struct error err;

    encrypt_with(place, &keyring, "l1");
    manifest = place_land_two(place);
    assert_true(manifest.is_encrypted);
    assert_int_equal(manifest.documents[0].size, 3);
    assert_string_equal(manifest.documents[0].sha256,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_string_equal(manifest.documents[0].request, "GET https://thu.example/x page 1");
    CHECK_DONE(place_read(place, &manifest, 0, &bytes, &err), &err);
    assert_int_equal(bytes.size, 3);
    assert_memory_equal(bytes.data, "abc", 3);
    CHECK_DONE(place_read(place, &manifest, 1, &bytes, &err), &err);
    assert_int_equal(bytes.size, 3);
    buffer_free(&bytes);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char *path = path_join(place->arena, place->root,
                               arena_print(place->arena, "dvcqg/2021-12-15/1/%s", files[i]));

        CHECK_DONE(file_read(path, 10000, &bytes, &err), &err);
        assert_true(cipher_is_encrypted(bytes.data, bytes.size));
        for (size_t at = 0; at + 3 <= bytes.size; at++) {
            assert_memory_not_equal(bytes.data + at, "abc", 3);
            assert_true(memcmp(bytes.data + at, "GET", 3) != 0);
        }
        buffer_free(&bytes);
    }
}

static void what_landed_under_an_old_key_or_without_one_is_still_read(void **state)
{
    struct place *place = *state;
    struct manifest plain = place_land_two(place), old;
    struct keyring keyring, rotated;
    struct buffer bytes = {0};
    struct error err;

    encrypt_with(place, &keyring, "l1");
    place->batch.window.id = "2021-12-16";
    CHECK_DONE(landing_seal(place_open(place), -1, &err), &err);
    encrypt_with(place, &rotated, "l2");
    rotated.known[1] = keyring.known[0];

    CHECK_DONE(place_read(place, &plain, 0, &bytes, &err), &err);
    CHECK_DONE(manifest_read(&place->landing, "dvcqg", "2021-12-15", 1, &plain, place->arena, &err),
               &err);
    assert_false(plain.is_encrypted);
    CHECK_DONE(manifest_read(&place->landing, "dvcqg", "2021-12-16", 1, &old, place->arena, &err),
               &err);
    assert_true(old.is_encrypted);

    rotated.known[1].id = NULL;
    CHECK_FAILS(manifest_read(&place->landing, "dvcqg", "2021-12-16", 1, &old, place->arena, &err),
                &err, ERROR_CONFIG,
                "dvcqg/2021-12-16/1/manifest.json cannot be decrypted: no key has the id 'l1'");
    place->landing.keys = NULL;
    CHECK_FAILS(manifest_read(&place->landing, "dvcqg", "2021-12-16", 1, &old, place->arena, &err),
                &err, ERROR_CONFIG,
                "dvcqg/2021-12-16/1/manifest.json is encrypted and there is no key; hint: "
                "'landing: {key: ...}' in nhip.yaml");
    place->landing.is_plain_refused = true;
    CHECK_FAILS(
        manifest_read(&place->landing, "dvcqg", "2021-12-15", 1, &plain, place->arena, &err), &err,
        ERROR_DATA,
        "dvcqg/2021-12-15/1/manifest.json is not encrypted, which 'landing: {plain: false}' in "
        "nhip.yaml refuses");
    buffer_free(&bytes);
}

static void move_file(struct place *place, const char *from, const char *to)
{
    char *target = path_join(place->arena, place->root, to);

    unlink(target);
    assert_int_equal(rename(path_join(place->arena, place->root, from), target), 0);
}

static void an_encrypted_file_cannot_stand_in_for_another(void **state)
{
    struct place *place = *state;
    struct keyring keyring;
    struct manifest manifest;
    struct buffer bytes = {0};
    struct error err;

    encrypt_with(place, &keyring, "l1");
    manifest = place_land_two(place);
    move_file(place, "dvcqg/2021-12-15/1/page-0002.json", "dvcqg/2021-12-15/1/page-0001.json");
    CHECK_FAILS(place_read(place, &manifest, 0, &bytes, &err), &err, ERROR_DATA,
                "dvcqg/2021-12-15/1/page-0001.json cannot be decrypted: from byte 0 on it was "
                "changed, cut, or brought from elsewhere");
    place->batch.attempt = 2;
    CHECK_DONE(landing_seal(place_open(place), -1, &err), &err);
    move_file(place, "dvcqg/2021-12-15/2/manifest.json", "dvcqg/2021-12-15/1/manifest.json");
    CHECK_FAILS(
        manifest_read(&place->landing, "dvcqg", "2021-12-15", 1, &manifest, place->arena, &err),
        &err, ERROR_DATA,
        "the manifest dvcqg/2021-12-15/1/manifest.json is damaged: "
        "dvcqg/2021-12-15/1/manifest.json cannot be decrypted: from byte 0 on it was changed, cut, "
        "or brought from elsewhere");
    buffer_free(&bytes);
}

static void a_plain_document_in_an_encrypted_attempt_is_refused(void **state)
{
    struct place *place = *state;
    struct keyring keyring;
    struct manifest manifest;
    struct buffer bytes = {0};
    struct error err;

    encrypt_with(place, &keyring, "l1");
    manifest = place_land_two(place);
    unlink(path_join(place->arena, place->root, "dvcqg/2021-12-15/1/page-0001.json"));
    scratch_write(place->root, "dvcqg/2021-12-15/1/page-0001.json", "abc", 3, place->arena);
    CHECK_FAILS(place_read(place, &manifest, 0, &bytes, &err), &err, ERROR_DATA,
                "dvcqg/2021-12-15/1/page-0001.json cannot be decrypted: it does not begin as what "
                "is encrypted");
    buffer_free(&bytes);
}

static void without_its_key_no_attempt_begins(void **state)
{
    struct place *place = *state;
    struct keyring keyring;
    struct error err = {0};

    encrypt_with(place, &keyring, "l1");
    place->landing.key_id = "l9";
    assert_null(landing_open(&place->landing, &place->batch, place->arena, &err));
    assert_int_equal(err.kind, ERROR_CONFIG);
    assert_false(file_is_present(path_join(place->arena, place->root, "dvcqg")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_encrypted_attempt_shows_nothing_and_reads_back_as_it_was),
        TEST(what_landed_under_an_old_key_or_without_one_is_still_read),
        TEST(an_encrypted_file_cannot_stand_in_for_another),
        TEST(a_plain_document_in_an_encrypted_attempt_is_refused),
        TEST(without_its_key_no_attempt_begins),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
