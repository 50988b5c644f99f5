/*
 * Verifying by xmlsec1.  The only file that knows it.
 *
 * The key is taken from a certificate whose chain has been checked before, and given to xmlsec1, so
 * that xmlsec1 never looks for one: KeyValue, KeyName and RetrievalMethod have no effect.
 */
#include "core/signature.h"

#include <string.h>

#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/io.h>
#include <xmlsec/list.h>
#include <xmlsec/transforms.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>

#include "core/arena.h"
#include "core/base64.h"
#include "core/certificate.h"
#include "core/error.h"
#include "core/reader.h"
#include "core/signature_rules.h"
#include "core/signature_tree.h"
#include "core/xml_memory.h"

enum { SIGNATURES_MOST = 8, CERTIFICATES_MOST = 16, CERTIFICATE_BYTES_MOST = 16384 };

const char *const signature_state_names[] = {"not checked", "unsigned", "broken", "signed"};

struct signature_verifier {
    const struct signature_policy *policy;
    struct trust *trust;
};

/* One document under verification. */
struct work {
    const struct signature_verifier *verifier;
    const struct signature_tree *tree;
    const xmlNode *wanted; /* what must be covered */
    int64_t at;
    struct arena *arena;
};

/* One signature's verdict. */
struct verdict {
    const char *reason; /* NULL when it holds */
    const char *signer;
    bool is_covering; /* the element that must be */
};

/* xmlsec1 is started once a process; whether it was is asked of its own table. */
static int start_library(struct error *err)
{
    if (xmlSecPtrListIsValid(xmlSecTransformIdsGet()))
        return 0;
    xml_memory_guard();
    if (xmlSecInit() < 0 || xmlSecCryptoInit() < 0)
        return error_set(err, ERROR_BUG, "xmlsec1 cannot be started");
    /* It would write to standard error what the results say. */
    xmlSecErrorsSetCallback(NULL);
    /* Without these it can open no address at all. */
    xmlSecIOCleanupCallbacks();
    return 0;
}

struct signature_verifier *signature_open(const struct signature_policy *policy,
                                          struct arena *arena, struct error *err)
{
    struct signature_verifier *verifier = arena_alloc(arena, sizeof *verifier);

    verifier->policy = policy;
    if (start_library(err) != 0)
        return NULL;
    verifier->trust = trust_open(policy->ca, arena, err);
    return verifier->trust == NULL ? NULL : verifier;
}

void signature_close(struct signature_verifier *verifier)
{
    if (verifier != NULL)
        trust_close(verifier->trust);
}

/* The bytes of one <X509Certificate>; a text that is no base64 gives none, and no chain then. */
static struct certificate decode_certificate(const xmlNode *node, struct arena *arena)
{
    struct certificate certificate = {"", 0};
    xmlChar *text = xmlNodeGetContent(node);
    struct reader *reader;
    struct error ignored;
    char *bytes;
    ssize_t got;

    if (text == NULL)
        return certificate;
    reader = base64_reader(reader_from_memory(text, strlen((const char *)text), arena), arena);
    bytes = arena_alloc(arena, CERTIFICATE_BYTES_MOST);
    while ((got = reader_read(reader, bytes + certificate.size,
                              CERTIFICATE_BYTES_MOST - certificate.size, &ignored)) > 0)
        certificate.size += (size_t)got;
    reader_close(reader);
    xmlFree(text);
    if (got == 0)
        certificate.bytes = bytes;
    else
        certificate.size = 0;
    return certificate;
}

static size_t take_certificates(const xmlNode *signature, struct certificate *certificates,
                                struct arena *arena)
{
    const xmlNode *key = tree_first_child(signature);
    const xmlNode *part;
    size_t count = 0;

    while (key != NULL && !tree_is_signature_part(key, "KeyInfo"))
        key = tree_next_sibling(key);
    for (part = key; part != NULL && count < CERTIFICATES_MOST; part = tree_next(part, key))
        if (tree_is_signature_part(part, "X509Certificate") &&
            tree_is_signature_part(part->parent, "X509Data"))
            certificates[count++] = decode_certificate(part, arena);
    return count;
}

static struct signer find_signer(const struct work *work, const xmlNode *signature)
{
    struct certificate *certificates =
        arena_array(work->arena, CERTIFICATES_MOST, sizeof *certificates);
    const struct chain chain = {
        .certificates = certificates,
        .count = take_certificates(signature, certificates, work->arena),
        .at = work->at,
        .allow_weak = work->verifier->policy->allow_weak,
    };

    return chain_check(&chain, work->verifier->trust, work->arena);
}

/* Allows what the table of algorithms has and nothing else, also where the table was consulted
 * before: two fences. */
static void enable_algorithms(xmlSecDSigCtxPtr context)
{
    const struct algorithm *algorithm;

    for (algorithm = algorithms; algorithm->uri != NULL; algorithm++) {
        xmlSecTransformId id = xmlSecTransformIdListFindByHref(
            xmlSecTransformIdsGet(), (const xmlChar *)algorithm->uri, xmlSecTransformUsageAny);

        /* What this build of xmlsec1 does not know it will refuse. */
        if (id == xmlSecTransformIdUnknown)
            continue;
        xmlSecDSigCtxEnableReferenceTransform(context, id);
        xmlSecDSigCtxEnableSignatureTransform(context, id);
    }
    context->enabledReferenceUris =
        xmlSecTransformUriTypeEmpty | xmlSecTransformUriTypeSameDocument;
    context->flags |= XMLSEC_DSIG_FLAGS_IGNORE_MANIFESTS;
}

static xmlSecDSigCtxPtr open_context(const struct signer *signer)
{
    xmlSecDSigCtxPtr context = xmlSecDSigCtxCreate(NULL);

    if (context == NULL)
        error_out_of_memory();
    enable_algorithms(context);
    context->signKey = xmlSecCryptoAppKeyLoadMemory((const xmlSecByte *)signer->certificate->bytes,
                                                    (xmlSecSize)signer->certificate->size,
                                                    xmlSecKeyDataFormatCertDer, NULL, NULL, NULL);
    return context;
}

/* The element that a reference is to. */
static const xmlNode *referred(const struct work *work, const xmlChar *uri)
{
    if (uri == NULL)
        return NULL;
    return uri[0] == '\0' ? xmlDocGetRootElement(work->tree->document)
                          : tree_with_id(work->tree->document, (const char *)uri + 1);
}

/* An element is covered by a reference to it or to one around it, unless the signature stands
 * between: it takes itself out of what it signs. */
static bool is_covered(const xmlNode *wanted, const xmlNode *target, const xmlNode *signature)
{
    return target != NULL && tree_is_within(wanted, target) &&
           !(tree_is_within(wanted, signature) && tree_is_within(signature, target));
}

/* Reads what xmlsec1 itself has followed, not what the signature seems to say. */
static void judge(const struct work *work, xmlSecDSigCtxPtr context, const xmlNode *signature,
                  struct verdict *verdict)
{
    xmlSecSize count = xmlSecPtrListGetSize(&context->signedInfoReferences);
    xmlSecSize i;

    for (i = 0; i < count && verdict->reason == NULL; i++) {
        const xmlSecDSigReferenceCtx *reference =
            xmlSecPtrListGetItem(&context->signedInfoReferences, i);

        if (reference->status != xmlSecDSigStatusSucceeded)
            verdict->reason = arena_print(
                work->arena, "what the reference '%s' is to was changed after it was signed",
                reference->uri != NULL ? (const char *)reference->uri : "");
        else if (is_covered(work->wanted, referred(work, reference->uri), signature))
            verdict->is_covering = true;
    }
    if (verdict->reason == NULL && context->status != xmlSecDSigStatusSucceeded)
        verdict->reason = "its value does not fit what is signed and the signer's key";
}

static void ignore_mistake(void *context, xmlErrorPtr mistake)
{
    (void)context, (void)mistake;
}

static void compute(const struct work *work, xmlNode *signature, const struct signer *signer,
                    struct verdict *verdict)
{
    xmlSecDSigCtxPtr context = open_context(signer);

    /* Canonicalisation would write to standard error. */
    xmlSetStructuredErrorFunc(NULL, ignore_mistake);
    if (context->signKey == NULL)
        verdict->reason = "the key of the signer's certificate is not usable";
    else if (xmlSecDSigCtxVerify(context, signature) < 0)
        verdict->reason = "it cannot be computed: a part is missing, or the key is of another kind";
    else
        judge(work, context, signature, verdict);
    xmlSetStructuredErrorFunc(NULL, NULL);
    xmlSecDSigCtxDestroy(context);
}

/* xmlsec1 finds an id only when it is known to be one; an id that is there twice is refused. */
static const char *register_ids(const struct work *work, const xmlNode *signature)
{
    const xmlNode *part = tree_first_child(tree_first_child(signature));

    for (; part != NULL; part = tree_next_sibling(part)) {
        xmlChar *uri;
        const char *reason = NULL;

        if (!tree_is_signature_part(part, "Reference"))
            continue;
        uri = xmlGetNoNsProp(part, (const xmlChar *)"URI");
        if (referred(work, uri) == NULL)
            reason = arena_print(work->arena,
                                 "not exactly one element has the id that the reference "
                                 "'%s' is to",
                                 (const char *)uri);
        xmlFree(uri);
        if (reason != NULL)
            return reason;
    }
    return NULL;
}

static struct verdict judge_signature(const struct work *work, xmlNode *signature)
{
    struct verdict verdict = {0};
    struct signer signer;

    verdict.reason =
        signature_rules_breach(signature, work->verifier->policy->allow_weak, work->arena);
    if (verdict.reason == NULL)
        verdict.reason = register_ids(work, signature);
    if (verdict.reason != NULL)
        return verdict;
    signer = find_signer(work, signature);
    verdict.signer = signer.subject;
    verdict.reason = signer.reason;
    if (verdict.reason == NULL)
        compute(work, signature, &signer, &verdict);
    return verdict;
}

static xmlNode *next_signature(xmlNode *node)
{
    do
        node = tree_next(node, NULL);
    while (node != NULL && !tree_is_signature_part(node, "Signature"));
    return node;
}

static xmlNode *first_signature(const struct signature_tree *tree)
{
    xmlNode *root = xmlDocGetRootElement(tree->document);

    return tree_is_signature_part(root, "Signature") ? root : next_signature(root);
}

/* All signatures must hold: a document with one that does not is not what somebody signed. */
static void judge_all(const struct work *work, xmlNode *signature, struct signature *result)
{
    bool is_covered_once = false;
    int number;

    result->state = SIGNATURE_BROKEN;
    for (number = 1; signature != NULL; signature = next_signature(signature), number++) {
        struct verdict verdict = {.reason = "it has more than 8 signatures"};

        if (number <= SIGNATURES_MOST)
            verdict = judge_signature(work, signature);
        if (result->signer == NULL || verdict.reason != NULL ||
            (verdict.is_covering && !is_covered_once))
            result->signer = verdict.signer;
        result->reason = verdict.reason;
        if (verdict.reason != NULL)
            return;
        is_covered_once = is_covered_once || verdict.is_covering;
    }
    if (is_covered_once)
        result->state = SIGNATURE_SIGNED;
    else
        result->reason = arena_print(work->arena, "what is signed does not cover %s",
                                     work->verifier->policy->at != NULL ? work->verifier->policy->at
                                                                        : "the whole document");
}

static void judge_document(struct work *work, struct signature *result)
{
    const char *at = work->verifier->policy->at;
    xmlNode *signature = first_signature(work->tree);

    work->wanted =
        at != NULL ? tree_at(work->tree->document, at) : xmlDocGetRootElement(work->tree->document);
    if (signature == NULL) {
        result->state = SIGNATURE_UNSIGNED;
    } else if (work->wanted == NULL) {
        result->state = SIGNATURE_BROKEN;
        result->reason = arena_print(
            work->arena, "the element %s, to be covered, is not there exactly once", at);
    } else {
        judge_all(work, signature, result);
    }
}

int signature_verify(const struct signature_verifier *verifier, struct reader *bytes, int64_t at,
                     struct signature *result, struct arena *arena, struct error *err)
{
    struct signature_tree tree;
    struct work work = {.verifier = verifier, .tree = &tree, .at = at, .arena = arena};

    if (signature_tree_open(&tree, bytes, verifier->policy->most_mib, arena, err) != 0)
        return -1;
    memset(result, 0, sizeof *result);
    if (tree.document == NULL)
        result->reason = tree.obstacle;
    else
        judge_document(&work, result);
    signature_tree_close(&tree);
    return 0;
}
