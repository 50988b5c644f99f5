/* The table of algorithms, and a look at a <Signature> with it. */
#include "core/signature_rules.h"

#include <stddef.h>
#include <string.h>

#include "core/arena.h"
#include "core/signature_tree.h"

/* Real signatures have one to three references, each with one or two transforms. */
enum { REFERENCES_MOST = 16, TRANSFORMS_MOST = 4, QUOTED_BYTES = 100 };

#define DSIG "http://www.w3.org/2000/09/xmldsig#"
#define DSIG_MORE "http://www.w3.org/2001/04/xmldsig-more#"
#define XMLENC "http://www.w3.org/2001/04/xmlenc#"

const struct algorithm algorithms[] = {
    {"http://www.w3.org/TR/2001/REC-xml-c14n-20010315", USE_CANONICAL, false},
    {"http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments", USE_CANONICAL, false},
    {"http://www.w3.org/2006/12/xml-c14n11", USE_CANONICAL, false},
    {"http://www.w3.org/2006/12/xml-c14n11#WithComments", USE_CANONICAL, false},
    {"http://www.w3.org/2001/10/xml-exc-c14n#", USE_CANONICAL, false},
    {"http://www.w3.org/2001/10/xml-exc-c14n#WithComments", USE_CANONICAL, false},
    {DSIG "enveloped-signature", USE_TRANSFORM, false},
    {DSIG_MORE "rsa-sha256", USE_SIGNATURE, false},
    {DSIG_MORE "rsa-sha384", USE_SIGNATURE, false},
    {DSIG_MORE "rsa-sha512", USE_SIGNATURE, false},
    {DSIG_MORE "ecdsa-sha256", USE_SIGNATURE, false},
    {DSIG_MORE "ecdsa-sha384", USE_SIGNATURE, false},
    {DSIG_MORE "ecdsa-sha512", USE_SIGNATURE, false},
    {DSIG "rsa-sha1", USE_SIGNATURE, true},
    {DSIG "dsa-sha1", USE_SIGNATURE, true},
    {DSIG_MORE "ecdsa-sha1", USE_SIGNATURE, true},
    {DSIG_MORE "rsa-md5", USE_SIGNATURE, true},
    {XMLENC "sha256", USE_DIGEST, false},
    {DSIG_MORE "sha384", USE_DIGEST, false},
    {XMLENC "sha512", USE_DIGEST, false},
    {DSIG "sha1", USE_DIGEST, true},
    {DSIG_MORE "md5", USE_DIGEST, true},
    {NULL, USE_CANONICAL, false},
};

/* A look at one signature; the first breach counts. */
struct look {
    bool allow_weak;
    struct arena *arena;
    const char *breach;
    size_t references, transforms;
};

static const char *attribute_text(const xmlNode *node, const char *name, struct arena *arena)
{
    xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *)name);
    char *text = arena_text(arena, (const char *)value);

    xmlFree(value);
    return text;
}

/* What comes from outside is shown short, and plain. */
static const char *quote(const char *text, struct arena *arena)
{
    char *quoted = arena_print(arena, "%.*s", QUOTED_BYTES, text != NULL ? text : "");
    size_t i;

    for (i = 0; quoted[i] != '\0'; i++)
        if (quoted[i] < ' ' || quoted[i] > '~')
            quoted[i] = '?';
    return quoted;
}

static const struct algorithm *find_algorithm(const char *uri)
{
    const struct algorithm *algorithm;

    for (algorithm = algorithms; algorithm->uri != NULL; algorithm++)
        if (uri != NULL && strcmp(algorithm->uri, uri) == 0)
            return algorithm;
    return NULL;
}

static void look_at_algorithm(struct look *look, const xmlNode *node, enum algorithm_use use)
{
    const char *uri = attribute_text(node, "Algorithm", look->arena);
    const struct algorithm *found = find_algorithm(uri);
    /* Canonicalisation may stand among the transforms too. */
    bool is_fit = found != NULL &&
                  (found->use == use || (use == USE_TRANSFORM && found->use == USE_CANONICAL));

    if (look->breach != NULL)
        return;
    if (!is_fit)
        look->breach = arena_print(look->arena, "the algorithm '%s' is not accepted for %s",
                                   quote(uri, look->arena), (const char *)node->name);
    else if (found->is_weak && !look->allow_weak)
        look->breach = arena_print(look->arena, "the algorithm '%s' is too weak", uri);
}

/* "" is the document, "#ID" a part of it.  The id goes into an XPointer of xmlsec1, so it must not
 * have the signs that end a literal there. */
static bool is_same_document(const char *uri)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:";

    if (uri == NULL || uri[0] == '\0')
        return uri != NULL;
    return uri[0] == '#' && uri[1] != '\0' && uri[1 + strspn(uri + 1, letters)] == '\0';
}

static void look_at_reference(struct look *look, const xmlNode *reference)
{
    const char *uri = attribute_text(reference, "URI", look->arena);
    const xmlNode *part;

    if (++look->references > REFERENCES_MOST)
        look->breach = "it has more than 16 references";
    else if (!is_same_document(uri) && look->breach == NULL)
        look->breach =
            arena_print(look->arena, "the reference '%s' is not to a part of the document",
                        quote(uri, look->arena));
    look->transforms = 0;
    for (part = reference; part != NULL; part = tree_next(part, reference)) {
        if (tree_is_signature_part(part, "Transform")) {
            look_at_algorithm(look, part, USE_TRANSFORM);
            if (++look->transforms > TRANSFORMS_MOST)
                look->breach = "a reference has more than 4 transforms";
        } else if (tree_is_signature_part(part, "DigestMethod")) {
            look_at_algorithm(look, part, USE_DIGEST);
        }
    }
}

static void look_at_signed_info(struct look *look, const xmlNode *signed_info)
{
    const xmlNode *part;

    for (part = tree_first_child(signed_info); part != NULL; part = tree_next_sibling(part)) {
        if (tree_is_signature_part(part, "CanonicalizationMethod"))
            look_at_algorithm(look, part, USE_CANONICAL);
        else if (tree_is_signature_part(part, "SignatureMethod"))
            look_at_algorithm(look, part, USE_SIGNATURE);
        else if (tree_is_signature_part(part, "Reference"))
            look_at_reference(look, part);
    }
}

const char *signature_rules_breach(const xmlNode *signature, bool allow_weak, struct arena *arena)
{
    struct look look = {.allow_weak = allow_weak, .arena = arena};
    const xmlNode *signed_info = tree_first_child(signature);

    if (!tree_is_signature_part(signed_info, "SignedInfo"))
        return "it does not begin with SignedInfo";
    look_at_signed_info(&look, signed_info);
    if (look.breach == NULL && look.references == 0)
        look.breach = "it has no reference";
    return look.breach;
}
