/* Hashes are those of the standards: FIPS 180-4 examples and RFC 4231 test cases. */
#include "core/digest.h"

#include "core/arena.h"
#include "core/reader.h"
#include "tests/support/check.h"

static void sha256_gives_the_published_digests(void **state)
{
    static const struct {
        const char *text, *digits;
    } rows[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    };
    struct digest *digest = digest_new();
    char text[DIGEST_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        digest_update(digest, rows[i % 2].text, strlen(rows[i % 2].text));
        digest_format(digest, text);
        assert_string_equal(text, rows[i % 2].digits);
    }
    digest_free(digest);
    digest_free(NULL);
}

static void hmac_gives_the_digests_of_rfc_4231(void **state)
{
    char text[DIGEST_TEXT_SIZE];

    (void)state;
    digest_hmac("Jefe", 4, "what do ya want for nothing?", 28, text);
    assert_string_equal(text, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void a_digest_reader_passes_bytes_and_hashes_them(void **state)
{
    struct arena *arena = arena_new();
    struct digest *digest = digest_new();
    struct reader *reader = digest_reader(reader_from_memory("abc", 3, arena), digest, arena);
    char bytes[2], text[DIGEST_TEXT_SIZE];
    struct error err;

    (void)state;
    assert_int_equal(reader_read(reader, bytes, 2, &err), 2);
    assert_memory_equal(bytes, "ab", 2);
    assert_int_equal(reader_read(reader, bytes, 2, &err), 1);
    assert_int_equal(reader_read(reader, bytes, 2, &err), 0);
    digest_format(digest, text);
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    reader_close(reader);
    digest_free(digest);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_gives_the_published_digests),
        cmocka_unit_test(hmac_gives_the_digests_of_rfc_4231),
        cmocka_unit_test(a_digest_reader_passes_bytes_and_hashes_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
