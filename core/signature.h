/*
 * Whether a document is signed: XML signatures (W3C XML-DSig) verified with xmlsec1, never made.
 *
 * What counts is decided here and not by the document: the certificates come from the signature,
 * the CA from the configuration; nothing is fetched; references are into the document itself; what
 * is signed must be the whole document or the element that the policy names, so that a signature
 * over something else proves nothing.  A document is held whole while it is verified, so its size
 * is limited.
 */
#ifndef CORE_SIGNATURE_H
#define CORE_SIGNATURE_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct reader;

enum signature_state {
    SIGNATURE_NOT_CHECKED, /* nobody asked, or it was not possible */
    SIGNATURE_UNSIGNED,    /* there is no signature in it */
    SIGNATURE_BROKEN,      /* there is one that proves nothing */
    SIGNATURE_SIGNED       /* all signatures hold, and one covers what it has to */
};

/* "not checked", "unsigned", "broken", "signed"; by state. */
extern const char *const signature_state_names[];

struct signature {
    enum signature_state state;
    const char *signer; /* subject of the certificate, NULL when there is none to name */
    const char *reason; /* of BROKEN and NOT_CHECKED, NULL otherwise */
};

struct signature_policy {
    const char *ca;  /* PEM file of the CA certificates */
    const char *at;  /* path of the element that must be covered, as "TBT/DATA", from the root by
                        local names; NULL: the whole document */
    bool allow_weak; /* SHA-1, MD5, RSA below 2048 bits */
    long most_mib;   /* of a document that is verified */
};

struct signature_verifier;

/* Reads the CA file.  The policy must outlive the verifier, which lives in the arena.  NULL with
 * ERROR_CONFIG when the file is not usable. */
struct signature_verifier *signature_open(const struct signature_policy *policy,
                                          struct arena *arena, struct error *err);
void signature_close(struct signature_verifier *verifier); /* accepts NULL */

/* Reads the bytes, which must be plain, and judges them as of the instant at.  Also a document that
 * cannot be judged gives a result; -1 only when the bytes themselves cannot be read.  Texts live in
 * the arena. */
int signature_verify(const struct signature_verifier *verifier, struct reader *bytes, int64_t at,
                     struct signature *result, struct arena *arena, struct error *err);

#endif
