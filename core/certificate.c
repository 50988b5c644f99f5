/* Chains of certificates by OpenSSL. */
#include "core/certificate.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/instant.h"

/* A chain is built by trying, so its length is limited; level 2 of OpenSSL asks for 112 bits:
 * RSA 2048, no SHA-1, no MD5. */
enum { CHAIN_MOST = 8, STRONG_LEVEL = 2, WEAK_LEVEL = 0 };

struct trust {
    X509_STORE *store;
};

struct trust *trust_open(const char *path, struct arena *arena, struct error *err)
{
    struct trust *trust = arena_alloc(arena, sizeof *trust);
    int is_loaded;

    trust->store = X509_STORE_new();
    if (trust->store == NULL)
        error_out_of_memory();
    is_loaded = X509_STORE_load_file(trust->store, path);
    ERR_clear_error();
    if (is_loaded == 1)
        return trust;
    trust_close(trust);
    error_set(err, ERROR_CONFIG, "no certificates can be read from %s", path);
    return NULL;
}

void trust_close(struct trust *trust)
{
    if (trust == NULL)
        return;
    X509_STORE_free(trust->store);
    trust->store = NULL;
}

/* One part of a name as text; what is no letter for people becomes '?'. */
static char *part_text(const X509_NAME_ENTRY *part, struct arena *arena)
{
    unsigned char *bytes = NULL;
    int size = ASN1_STRING_to_UTF8(&bytes, X509_NAME_ENTRY_get_data(part));
    char *text;
    int i;

    if (size < 0)
        return arena_text(arena, "?");
    text = arena_copy(arena, bytes, (size_t)size);
    OPENSSL_free(bytes);
    for (i = 0; i < size; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7F)
            text[i] = '?';
    return text;
}

static const char *short_name(const X509_NAME_ENTRY *part)
{
    static const int shown[] = {
        NID_commonName,   NID_organizationName,    NID_organizationalUnitName,
        NID_localityName, NID_stateOrProvinceName, NID_countryName};
    int kind = OBJ_obj2nid(X509_NAME_ENTRY_get_object(part));
    size_t i;

    for (i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (shown[i] == kind)
            return OBJ_nid2sn(kind);
    return NULL;
}

static const char *subject_text(const X509 *certificate, struct arena *arena)
{
    const X509_NAME *name = X509_get_subject_name(certificate);
    const char *text = "";
    int i;

    for (i = 0; i < X509_NAME_entry_count(name); i++) {
        const X509_NAME_ENTRY *part = X509_NAME_get_entry(name, i);
        const char *key = short_name(part);

        if (key != NULL)
            text = arena_print(arena, "%s%s%s=%s", text, text[0] == '\0' ? "" : ", ", key,
                               part_text(part, arena));
    }
    return text[0] == '\0' ? "(a subject without a name)" : text;
}

static STACK_OF(X509) * parse_all(const struct chain *chain)
{
    STACK_OF(X509) *all = sk_X509_new_null();
    size_t i;

    if (all == NULL)
        error_out_of_memory();
    for (i = 0; i < chain->count; i++) {
        const unsigned char *from = (const unsigned char *)chain->certificates[i].bytes;
        X509 *certificate = d2i_X509(NULL, &from, (long)chain->certificates[i].size);

        if (certificate == NULL || sk_X509_push(all, certificate) == 0) {
            X509_free(certificate);
            sk_X509_pop_free(all, X509_free);
            ERR_clear_error();
            return NULL;
        }
    }
    return all;
}

static bool is_issuer(const X509 *certificate, STACK_OF(X509) * all)
{
    int i;

    for (i = 0; i < sk_X509_num(all); i++) {
        const X509 *other = sk_X509_value(all, i);

        if (other != certificate &&
            X509_NAME_cmp(X509_get_issuer_name(other), X509_get_subject_name(certificate)) == 0)
            return true;
    }
    return false;
}

static int find_signer(STACK_OF(X509) * all)
{
    int i;

    for (i = 0; i < sk_X509_num(all); i++)
        if (!is_issuer(sk_X509_value(all, i), all))
            return i;
    return 0;
}

/* Our words for what happens in practice, OpenSSL's for the rest. */
static const char *reason_text(const X509_STORE_CTX *context, int64_t at, struct arena *arena)
{
    char day[INSTANT_TEXT_SIZE];
    int code = X509_STORE_CTX_get_error(context);

    instant_format(at, VIETNAM_OFFSET_SECONDS, day);
    switch (code) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return arena_print(arena, "a certificate of the signer had expired at %s", day);
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return arena_print(arena, "a certificate of the signer was not yet valid at %s", day);
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return "no configured CA stands behind the signer's certificate";
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
        return "a key of the signer's chain is too short";
    case X509_V_ERR_CA_MD_TOO_WEAK:
        return "a certificate of the signer's chain is signed with a weak algorithm";
    default:
        return arena_print(arena, "the signer's chain does not hold: %s",
                           X509_verify_cert_error_string(code));
    }
}

static bool may_sign(X509 *certificate)
{
    /* All bits are set where the certificate does not say. */
    return (X509_get_key_usage(certificate) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
}

static void limit_chain(X509_STORE_CTX *context, const struct chain *chain)
{
    X509_VERIFY_PARAM *limits = X509_STORE_CTX_get0_param(context);

    X509_VERIFY_PARAM_set_time(limits, chain->at / MICROSECONDS_PER_SECOND);
    X509_VERIFY_PARAM_set_depth(limits, CHAIN_MOST);
    X509_VERIFY_PARAM_set_purpose(limits, X509_PURPOSE_ANY);
    X509_VERIFY_PARAM_set_flags(limits, X509_V_FLAG_PARTIAL_CHAIN);
    X509_VERIFY_PARAM_set_auth_level(limits, chain->allow_weak ? WEAK_LEVEL : STRONG_LEVEL);
}

static const char *follow(X509 *certificate, STACK_OF(X509) * all, const struct chain *chain,
                          const struct trust *trust, struct arena *arena)
{
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    const char *reason = NULL;

    if (context == NULL || X509_STORE_CTX_init(context, trust->store, certificate, all) != 1)
        error_out_of_memory();
    limit_chain(context, chain);
    if (X509_verify_cert(context) != 1)
        reason = reason_text(context, chain->at, arena);
    else if (!may_sign(certificate))
        reason = "the signer's certificate is not for signatures";
    X509_STORE_CTX_free(context);
    ERR_clear_error();
    return reason;
}

struct signer chain_check(const struct chain *chain, const struct trust *trust, struct arena *arena)
{
    struct signer signer = {.reason = "it brings a certificate that cannot be read"};
    STACK_OF(X509) *all = parse_all(chain);
    int place;

    if (all == NULL)
        return signer;
    if (sk_X509_num(all) == 0) {
        signer.reason = "it brings no certificate";
    } else {
        place = find_signer(all);
        signer.certificate = &chain->certificates[place];
        signer.subject = subject_text(sk_X509_value(all, place), arena);
        signer.reason = follow(sk_X509_value(all, place), all, chain, trust, arena);
    }
    sk_X509_pop_free(all, X509_free);
    return signer;
}
