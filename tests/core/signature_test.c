/* What is signed is believed only when it is what is read, by whom the deployment believes; every
 * way around that has a sample here.  Keys and certificates are made anew by tests/support/pki. */
#include "core/signature.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/instant.h"
#include "core/reader.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

#define DSIG "http://www.w3.org/2000/09/xmldsig#"
#define MORE "http://www.w3.org/2001/04/xmldsig-more#"
#define SHA256 "http://www.w3.org/2001/04/xmlenc#sha256"
#define C14N "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"

#define TRANSFORM(name) "<Transforms><Transform Algorithm=\"" name "\"/></Transforms>"
#define ENVELOPED TRANSFORM(DSIG "enveloped-signature")
#define REFERENCE(uri, transforms, digest)                                                         \
    "<Reference URI=\"" uri "\">" transforms "<DigestMethod Algorithm=\"" digest                   \
    "\"/><DigestValue/></Reference>"
#define SIGNATURE_WITH(method, references, key, object)                                            \
    "<Signature xmlns=\"" DSIG "\"><SignedInfo><CanonicalizationMethod Algorithm=\"" C14N          \
    "\"/><SignatureMethod Algorithm=\"" method "\"/>" references "</SignedInfo><SignatureValue/>"  \
    "<KeyInfo>" key "</KeyInfo>" object "</Signature>"
#define CERTIFICATE "<X509Data><X509Certificate/></X509Data>"
#define SIGNATURE(references) SIGNATURE_WITH(MORE "rsa-sha256", references, CERTIFICATE, "")

/* A document signed whole, and one of which a part is. */
#define WHOLE "<TBT><DATA><A>so 1</A></DATA>" SIGNATURE(REFERENCE("", ENVELOPED, SHA256)) "</TBT>"
#define PART                                                                                       \
    "<TBT><DATA Id=\"d\"><A>so 1</A></DATA>" SIGNATURE(REFERENCE("#d", "", SHA256)) "</TBT>"

struct room {
    struct arena *arena;
    const char *folder;
    struct signature_policy policy;
    int64_t at;
};

static int run(struct room *room, const char *arguments)
{
    /* NOLINTNEXTLINE(cert-env33-c): what is run is a script of ours */
    return system(arena_print(room->arena, "tests/support/pki %s", arguments));
}

static int make_room(void **state)
{
    struct arena *arena = arena_new();
    struct room *room = arena_alloc(arena, sizeof *room);

    room->arena = arena;
    room->folder = scratch_make(arena);
    room->at = clock_now() + (int64_t)SECONDS_PER_DAY * MICROSECONDS_PER_SECOND;
    room->policy.ca = arena_print(arena, "%s/root.pem", room->folder);
    room->policy.most_mib = 1;
    *state = room;
    return run(room, arena_print(arena, "make %s", room->folder));
}

static int leave_room(void **state)
{
    struct room *room = *state;

    scratch_remove(room->folder);
    arena_free(room->arena);
    return 0;
}

/* The template signed by the one of this name. */
static char *sign(struct room *room, const char *name, const char *template)
{
    const char *from =
        scratch_write(room->folder, "template.xml", template, strlen(template), room->arena);

    if (run(room, arena_print(room->arena, "sign %s %s %s %s/signed.xml", room->folder, name, from,
                              room->folder)) != 0)
        fail_msg("cannot be signed: %s", template);
    return scratch_read(room->folder, "signed.xml", room->arena);
}

/* The text with the first old replaced. */
static char *replace(struct room *room, const char *text, const char *old, const char *new)
{
    const char *place = strstr(text, old);

    if (place == NULL)
        fail_msg("\"%s\" is not in \"%s\"", old, text);
    return arena_print(room->arena, "%.*s%s%s", (int)(place - text), text, new,
                       place + strlen(old));
}

/* What lies between the two marks, with them. */
static char *cut(struct room *room, const char *text, const char *from, const char *to)
{
    const char *begin = strstr(text, from);
    const char *end = strstr(begin, to);

    return arena_copy(room->arena, begin, (size_t)(end - begin) + strlen(to));
}

static struct signature verify(struct room *room, const char *text)
{
    struct signature result = {0};
    struct error err;
    struct signature_verifier *verifier = signature_open(&room->policy, room->arena, &err);

    if (verifier == NULL)
        fail_msg("%s", err.text);
    CHECK_DONE(signature_verify(verifier, reader_from_memory(text, strlen(text), room->arena),
                                room->at, &result, room->arena, &err),
               &err);
    signature_close(verifier);
    return result;
}

static void check(struct room *room, const char *text, enum signature_state state,
                  const char *reason)
{
    struct signature result = verify(room, text);

    if (result.state != state ||
        strcmp(result.reason != NULL ? result.reason : "", reason != NULL ? reason : "") != 0)
        fail_msg("%s: %s\n    in %s", signature_state_names[result.state], result.reason, text);
}

static void a_document_signed_whole_is_signed(void **state)
{
    struct room *room = *state;
    struct signature result = verify(room, sign(room, "office", WHOLE));

    assert_string_equal(signature_state_names[result.state], "signed");
    assert_null(result.reason);
    assert_string_equal(result.signer, "C=VN, O=So Tai chinh, CN=Phong Thue");
}

static void a_document_without_signature_is_unsigned(void **state)
{
    check(*state, "<TBT><DATA>1</DATA><Signature>x</Signature></TBT>", SIGNATURE_UNSIGNED, NULL);
    check(*state, "<a/>", SIGNATURE_UNSIGNED, NULL);
}

static void a_changed_byte_breaks_it(void **state)
{
    struct room *room = *state;
    const char *text = sign(room, "office", WHOLE);

    check(room, replace(room, text, "so 1", "so 2"), SIGNATURE_BROKEN,
          "what the reference '' is to was changed after it was signed");
    check(room, replace(room, text, "<DigestValue>", "<DigestValue> "), SIGNATURE_BROKEN,
          "its value does not fit what is signed and the signer's key");
    check(room, replace(room, text, "<DATA>", "<DATA><A>so 0</A>"), SIGNATURE_BROKEN,
          "what the reference '' is to was changed after it was signed");
    check(room,
          replace(room, text, cut(room, text, "<SignatureValue>", "</SignatureValue>"),
                  "<SignatureValue>AAAA</SignatureValue>"),
          SIGNATURE_BROKEN, "its value does not fit what is signed and the signer's key");
}

static void what_cannot_be_held_is_not_checked(void **state)
{
    struct room *room = *state;
    const char *text = sign(room, "office", WHOLE);
    const char *cut_text = arena_copy(room->arena, text, strlen(text) - 20);
    char *longer = arena_alloc(room->arena, 2 << 20);

    memset(longer, ' ', (2 << 20) - 1);
    memcpy(longer, "<a>", 3);
    memcpy(longer + (2 << 20) - 5, "</a>", 4);
    check(room, longer, SIGNATURE_NOT_CHECKED, "it is longer than may be verified");
    assert_int_equal(verify(room, cut_text).state, SIGNATURE_NOT_CHECKED);
    CHECK_HAS(verify(room, cut_text).reason, "it is not well-formed, at line ");
    check(room, "<!DOCTYPE a><a/>", SIGNATURE_NOT_CHECKED, "a DOCTYPE is not accepted");
    check(room, "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
          SIGNATURE_NOT_CHECKED, "a DOCTYPE is not accepted");
    check(room, "", SIGNATURE_NOT_CHECKED, "it is not well-formed, at line 1");
    longer[0] = '\0';
    for (size_t depth = 0; depth < 201; depth++)
        memcpy(longer + 3 * depth, "<a>", 4);
    check(room, longer, SIGNATURE_NOT_CHECKED, "nested deeper than 200 elements");
}

static void only_the_configured_ca_counts(void **state)
{
    struct room *room = *state;
    struct signature result = verify(room, sign(room, "forger", WHOLE));

    assert_string_equal(result.reason, "no configured CA stands behind the signer's certificate");
    assert_int_equal(result.state, SIGNATURE_BROKEN);
    assert_string_equal(result.signer, "C=VN, O=So Tai chinh, CN=Phong Thue");
    room->policy.ca = arena_print(room->arena, "%s/stranger.pem", room->folder);
    check(room, sign(room, "forger", WHOLE), SIGNATURE_SIGNED, NULL);
    check(room, sign(room, "office", WHOLE), SIGNATURE_BROKEN,
          "no configured CA stands behind the signer's certificate");
    room->policy.ca = arena_print(room->arena, "%s/root.pem", room->folder);
}

static void certificates_between_are_followed(void **state)
{
    struct room *room = *state;
    const char *text = sign(room, "branch", WHOLE);
    struct signature result = verify(room, text);

    assert_null(result.reason);
    assert_string_equal(result.signer, "C=VN, O=Tests, CN=Branch");
    /* The signer's comes first; without the other the chain does not reach the root. */
    text = replace(room, text, cut(room, text, "</X509Certificate>", "</X509Certificate>"),
                   "</X509Certificate></X509Data><Rest>");
    text = replace(room, text, "</X509Data></KeyInfo>", "</Rest></KeyInfo>");
    check(room, text, SIGNATURE_BROKEN, "no configured CA stands behind the signer's certificate");
}

static void certificates_must_be_valid_when_the_document_was_fetched(void **state)
{
    struct room *room = *state;
    const char *text = sign(room, "office", WHOLE);
    const int64_t now = room->at;
    struct error err;

    CHECK_DONE(instant_parse("2001-02-03", VIETNAM_OFFSET_SECONDS, &room->at, &err), &err);
    check(room, text, SIGNATURE_BROKEN,
          "a certificate of the signer was not yet valid at 2001-02-03T00:00:00");
    room->at = now + 400LL * SECONDS_PER_DAY * MICROSECONDS_PER_SECOND;
    assert_int_equal(verify(room, text).state, SIGNATURE_BROKEN);
    CHECK_HAS(verify(room, text).reason, "a certificate of the signer had expired at 20");
    room->at = now;
}

static void a_certificate_must_be_for_signatures(void **state)
{
    struct room *room = *state;

    check(room, sign(room, "sealed", WHOLE), SIGNATURE_BROKEN,
          "the signer's certificate is not for signatures");
}

static void weak_algorithms_and_short_keys_count_only_when_allowed(void **state)
{
    static const struct {
        const char *template, *name, *reason;
    } rows[] = {
        {"<a>" SIGNATURE_WITH(DSIG "rsa-sha1", REFERENCE("", ENVELOPED, SHA256), CERTIFICATE,
                              "") "</a>",
         "office", "the algorithm '" DSIG "rsa-sha1' is too weak"},
        {"<a>" SIGNATURE(REFERENCE("", ENVELOPED, DSIG "sha1")) "</a>", "office",
         "the algorithm '" DSIG "sha1' is too weak"},
        {"<a>" SIGNATURE(REFERENCE("", ENVELOPED, MORE "md5")) "</a>", "office",
         "the algorithm '" MORE "md5' is too weak"},
        {WHOLE, "short", "a key of the signer's chain is too short"},
    };
    struct room *room = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *text = sign(room, rows[i].name, rows[i].template);

        room->policy.allow_weak = false;
        check(room, text, SIGNATURE_BROKEN, rows[i].reason);
        room->policy.allow_weak = true;
        check(room, text, SIGNATURE_SIGNED, NULL);
    }
    room->policy.allow_weak = false;
}

/* None of these is ever computed, so that none needs a value that fits. */
static void what_a_signature_may_not_consist_of_is_named(void **state)
{
    static const struct {
        const char *text, *reason;
    } rows[] = {
        {"<a>" SIGNATURE(REFERENCE("", TRANSFORM("http://www.w3.org/TR/1999/REC-xpath-19991116"),
                                   SHA256)) "</a>",
         "the algorithm 'http://www.w3.org/TR/1999/REC-xpath-19991116' is not accepted for "
         "Transform"},
        {"<a>" SIGNATURE(REFERENCE("", TRANSFORM("http://www.w3.org/TR/1999/REC-xslt-19991116"),
                                   SHA256)) "</a>",
         "the algorithm 'http://www.w3.org/TR/1999/REC-xslt-19991116' is not accepted for "
         "Transform"},
        {"<a>" SIGNATURE_WITH(DSIG "hmac-sha1", REFERENCE("", ENVELOPED, SHA256), CERTIFICATE,
                              "") "</a>",
         "the algorithm '" DSIG "hmac-sha1' is not accepted for SignatureMethod"},
        {"<a>" SIGNATURE_WITH(SHA256, REFERENCE("", ENVELOPED, SHA256), CERTIFICATE, "") "</a>",
         "the algorithm '" SHA256 "' is not accepted for SignatureMethod"},
        {"<a>" SIGNATURE(REFERENCE("", ENVELOPED, "b&#10;ad")) "</a>",
         "the algorithm 'b?ad' is not accepted for DigestMethod"},
        {"<a>" SIGNATURE(REFERENCE("http://127.0.0.1:9/x", "", SHA256)) "</a>",
         "the reference 'http://127.0.0.1:9/x' is not to a part of the document"},
        {"<a>" SIGNATURE(REFERENCE("file:///etc/hostname", "", SHA256)) "</a>",
         "the reference 'file:///etc/hostname' is not to a part of the document"},
        {"<a>" SIGNATURE(REFERENCE("#xpointer(/)", "", SHA256)) "</a>",
         "the reference '#xpointer(/)' is not to a part of the document"},
        {"<a>" SIGNATURE(REFERENCE("#x') | id('y", "", SHA256)) "</a>",
         "the reference '#x') | id('y' is not to a part of the document"},
        {"<a>" SIGNATURE("<Reference/>") "</a>",
         "the reference '' is not to a part of the document"},
        {"<a>" SIGNATURE("") "</a>", "it has no reference"},
        {"<a><Signature xmlns=\"" DSIG "\"/></a>", "it does not begin with SignedInfo"},
        {"<a>" SIGNATURE(REFERENCE("#d", "", SHA256)) "</a>",
         "not exactly one element has the id that the reference '#d' is to"},
        {"<a><b Id=\"d\"/><b ID=\"d\"/>" SIGNATURE(REFERENCE("#d", "", SHA256)) "</a>",
         "not exactly one element has the id that the reference '#d' is to"},
        {"<a>" SIGNATURE_WITH(MORE "rsa-sha256", REFERENCE("", ENVELOPED, SHA256),
                              "<KeyName>office</KeyName>", "") "</a>",
         "it brings no certificate"},
        {"<a>" SIGNATURE_WITH(MORE "rsa-sha256", REFERENCE("", ENVELOPED, SHA256),
                              "<X509Data><X509Certificate>AAAA</X509Certificate></X509Data>",
                              "") "</a>",
         "it brings a certificate that cannot be read"},
        {"<a>" SIGNATURE_WITH(MORE "rsa-sha256", REFERENCE("", ENVELOPED, SHA256),
                              "<X509Data><X509Certificate>?</X509Certificate></X509Data>",
                              "") "</a>",
         "it brings a certificate that cannot be read"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check(*state, rows[i].text, SIGNATURE_BROKEN, rows[i].reason);
}

static void a_key_beside_the_certificate_has_no_effect(void **state)
{
    struct room *room = *state;
    const char *certificate =
        cut(room, sign(room, "office", WHOLE), "<X509Certificate>", "</X509Certificate>");
    const char *text =
        sign(room, "forger",
             "<TBT>" SIGNATURE_WITH(MORE "rsa-sha256", REFERENCE("", ENVELOPED, SHA256),
                                    "<KeyValue/>" CERTIFICATE, "") "</TBT>");

    check(room,
          replace(room, text, cut(room, text, "<X509Certificate>", "</X509Certificate>"),
                  certificate),
          SIGNATURE_BROKEN, "its value does not fit what is signed and the signer's key");
    check(room, replace(room, text, cut(room, text, "<X509Data>", "</X509Data>"), ""),
          SIGNATURE_BROKEN, "it brings no certificate");
}

static void a_signed_part_proves_only_that_part(void **state)
{
    struct room *room = *state;
    const char *text = sign(room, "office", PART);

    check(room, text, SIGNATURE_BROKEN, "what is signed does not cover the whole document");
    room->policy.at = "TBT/DATA";
    check(room, text, SIGNATURE_SIGNED, NULL);
    room->policy.at = "TBT/DATA/A";
    check(room, text, SIGNATURE_SIGNED, NULL);
    room->policy.at = "TBT/KHAC";
    check(room, text, SIGNATURE_BROKEN,
          "the element TBT/KHAC, to be covered, is not there exactly once");
    room->policy.at = NULL;
}

/* The signed element is moved aside and another stands where it was. */
static void a_signature_wrapped_around_something_else_is_broken(void **state)
{
    struct room *room = *state;
    const char *text = sign(room, "office", PART);
    const char *data = cut(room, text, "<DATA", "</DATA>");
    const char *forged = "<DATA><A>so 9</A></DATA>";
    const char *signature = cut(room, text, "<Signature ", "</Signature>");

    room->policy.at = "TBT/DATA";
    check(room, arena_print(room->arena, "<TBT>%s<X>%s</X>%s</TBT>", forged, data, signature),
          SIGNATURE_BROKEN, "what is signed does not cover TBT/DATA");
    check(room, arena_print(room->arena, "<TBT>%s%s%s</TBT>", forged, data, signature),
          SIGNATURE_BROKEN, "the element TBT/DATA, to be covered, is not there exactly once");
    check(room,
          arena_print(room->arena, "<TBT><DATA Id=\"d\"><A>so 9</A></DATA><X>%s</X>%s</TBT>", data,
                      signature),
          SIGNATURE_BROKEN, "not exactly one element has the id that the reference '#d' is to");
    check(room,
          arena_print(room->arena, "<TBT>%s%s</TBT>", forged,
                      replace(room, signature, "</KeyInfo>",
                              arena_print(room->arena, "</KeyInfo><Object>%s</Object>",
                                          replace(room, data, "<DATA", "<DATA xmlns=\"\"")))),
          SIGNATURE_BROKEN, "what is signed does not cover TBT/DATA");
    room->policy.at = NULL;
}

/* An enveloped signature takes itself out of what it signs, and what was put into it too. */
static void what_stands_in_an_enveloped_signature_is_not_covered(void **state)
{
    struct room *room = *state;
    const char *text = sign(room, "office", WHOLE);

    text = replace(room, text, "</KeyInfo>", "</KeyInfo><Object><A>so 9</A></Object>");
    check(room, text, SIGNATURE_SIGNED, NULL);
    room->policy.at = "TBT/Signature/Object/A";
    check(room, text, SIGNATURE_BROKEN, "what is signed does not cover TBT/Signature/Object/A");
    room->policy.at = NULL;
}

static void a_signature_around_the_content_covers_its_object(void **state)
{
    struct room *room = *state;
    const char *text =
        sign(room, "office",
             SIGNATURE_WITH(MORE "rsa-sha256", REFERENCE("#o", "", SHA256), CERTIFICATE,
                            "<Object Id=\"o\"><DATA xmlns=\"\"><A>so 1</A></DATA></Object>"));

    room->policy.at = "Signature/Object/DATA";
    check(room, text, SIGNATURE_SIGNED, NULL);
    room->policy.at = NULL;
    check(room, text, SIGNATURE_BROKEN, "what is signed does not cover the whole document");
}

static void all_of_several_signatures_must_hold(void **state)
{
    struct room *room = *state;
    const char *one = cut(room, sign(room, "office", PART), "<Signature ", "</Signature>");
    const char *two =
        cut(room,
            sign(room, "branch",
                 "<TBT><PART Id=\"p\">2</PART>" SIGNATURE(REFERENCE("#p", "", SHA256)) "</TBT>"),
            "<Signature ", "</Signature>");
    const char *text = arena_print(
        room->arena, "<TBT><DATA Id=\"d\"><A>so 1</A></DATA><PART Id=\"p\">2</PART>%s%s</TBT>", two,
        one);

    room->policy.at = "TBT/DATA";
    check(room, text, SIGNATURE_SIGNED, NULL);
    assert_string_equal(verify(room, text).signer, "C=VN, O=So Tai chinh, CN=Phong Thue");
    check(room, replace(room, text, ">2<", ">3<"), SIGNATURE_BROKEN,
          "what the reference '#p' is to was changed after it was signed");
    check(room, replace(room, text, "so 1", "so 2"), SIGNATURE_BROKEN,
          "what the reference '#d' is to was changed after it was signed");
    for (int i = 0; i < 7; i++)
        text = replace(room, text, "</TBT>", arena_print(room->arena, "%s</TBT>", one));
    check(room, text, SIGNATURE_BROKEN, "it has more than 8 signatures");
    room->policy.at = NULL;
}

static void a_ca_file_that_is_none_is_a_mistake_of_configuration(void **state)
{
    struct room *room = *state;
    const char *const paths[] = {"/none/ca.pem", "Makefile"};
    struct signature_policy policy = room->policy;
    struct error err = {0};

    for (size_t i = 0; i < 2; i++) {
        policy.ca = paths[i];
        assert_null(signature_open(&policy, room->arena, &err));
        assert_int_equal(err.kind, ERROR_CONFIG);
        assert_string_equal(
            err.text, arena_print(room->arena, "no certificates can be read from %s", paths[i]));
    }
    signature_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_signed_whole_is_signed),
        cmocka_unit_test(a_document_without_signature_is_unsigned),
        cmocka_unit_test(a_changed_byte_breaks_it),
        cmocka_unit_test(what_cannot_be_held_is_not_checked),
        cmocka_unit_test(only_the_configured_ca_counts),
        cmocka_unit_test(certificates_between_are_followed),
        cmocka_unit_test(certificates_must_be_valid_when_the_document_was_fetched),
        cmocka_unit_test(a_certificate_must_be_for_signatures),
        cmocka_unit_test(weak_algorithms_and_short_keys_count_only_when_allowed),
        cmocka_unit_test(what_a_signature_may_not_consist_of_is_named),
        cmocka_unit_test(a_key_beside_the_certificate_has_no_effect),
        cmocka_unit_test(a_signed_part_proves_only_that_part),
        cmocka_unit_test(a_signature_wrapped_around_something_else_is_broken),
        cmocka_unit_test(what_stands_in_an_enveloped_signature_is_not_covered),
        cmocka_unit_test(a_signature_around_the_content_covers_its_object),
        cmocka_unit_test(all_of_several_signatures_must_hold),
        cmocka_unit_test(a_ca_file_that_is_none_is_a_mistake_of_configuration),
    };

    return cmocka_run_group_tests(tests, make_room, leave_room);
}
