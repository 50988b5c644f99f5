/*
 * Whom to believe: chains of X.509 certificates up to those that a deployment trusts.
 *
 * Knows certificates only, not what is signed with them.  Revocation is not looked at, because
 * nothing is fetched while documents are checked.
 */
#ifndef CORE_CERTIFICATE_H
#define CORE_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;

struct trust; /* the certificates of a CA file */

/* Reads a PEM file of CA certificates.  Each of them ends a chain, a root or not.  NULL with
 * ERROR_CONFIG when there is none in it. */
struct trust *trust_open(const char *path, struct arena *arena, struct error *err);
void trust_close(struct trust *trust); /* accepts NULL */

/* One certificate as it comes with a signature, in DER. */
struct certificate {
    const char *bytes;
    size_t size;
};

struct chain {
    const struct certificate *certificates; /* the signer's and those between, in any order */
    size_t count;
    int64_t at;      /* the instant at which all must be valid */
    bool allow_weak; /* SHA-1, MD5 and short keys too */
};

/* Who signed.  The subject leaves out what identifies persons by number: UID, serialNumber,
 * emailAddress. */
struct signer {
    const struct certificate *certificate; /* the signer's own, NULL when none can be read */
    const char *subject;                   /* NULL when no certificate can be read */
    const char *reason;                    /* why it is not believed, NULL when it is */
};

/* Finds the signer's certificate, the one that no other is issued by, and follows its chain
 * (RFC 5280).  Its key must be allowed to sign, where it says what it may do.  Texts live in the
 * arena. */
struct signer chain_check(const struct chain *chain, const struct trust *trust,
                          struct arena *arena);

#endif
