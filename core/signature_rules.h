/*
 * What a signature may consist of: the algorithms, and the limits on its parts.
 *
 * Looked at before anything is computed, so that a refusal has a name.
 */
#ifndef CORE_SIGNATURE_RULES_H
#define CORE_SIGNATURE_RULES_H

#include <stdbool.h>

#include <libxml/tree.h>

struct arena;

/* What an algorithm is for. */
enum algorithm_use { USE_CANONICAL, USE_TRANSFORM, USE_SIGNATURE, USE_DIGEST };

struct algorithm {
    const char *uri;
    enum algorithm_use use;
    bool is_weak;
};

/* All that are known, ended by a NULL uri.  No XPath, no XSLT, no base64, no HMAC. */
extern const struct algorithm algorithms[];

/* Why this <Signature> is refused as it stands, NULL when it is not: an algorithm that is unknown,
 * or weak and not allowed, a reference out of the document, too many references.  Texts live in the
 * arena. */
const char *signature_rules_breach(const xmlNode *signature, bool allow_weak, struct arena *arena);

#endif
