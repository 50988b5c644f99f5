/*
 * What HTTP and SMTP share of libcurl: who may be talked to, by which rules, and in which words a
 * failure is told.
 *
 * TLS is always verified, nothing is taken from the environment, no signal is raised.  For http.c
 * and smtp.c alone, since it speaks libcurl's types.
 */
#ifndef CONNECTORS_TRANSFER_H
#define CONNECTORS_TRANSFER_H

#include <stdbool.h>

#include <curl/curl.h>

struct error;

enum { URL_SCHEME_SIZE = 16, URL_HOST_SIZE = 256 };

/* What decides whether a URL may be asked. */
struct url_facts {
    char scheme[URL_SCHEME_SIZE]; /* lower case; "" when there is none, or a long one */
    char host[URL_HOST_SIZE];     /* "" when there is none, or one of too many letters */
    bool has_user;                /* a user name or a password stands in it */
    bool is_loopback;             /* the host is this machine */
};

/* 0, or -1 when the text is no URL at all. */
int url_facts_read(const char *url, struct url_facts *facts);

/* A new handle, to be given to curl_easy_cleanup. */
CURL *transfer_open(void);

/* Forgets the handle's last transfer and sets the rules of the house.  ca is a PEM file of the only
 * CAs that count, NULL: those of the system; proxy NULL: none, whatever the environment says;
 * detail has CURL_ERROR_SIZE bytes for curl's own words. */
void transfer_set_rules(CURL *curl, const char *ca, const char *proxy, char *detail);

/* Ends the process when curl has no memory for an option. */
void transfer_must(CURLcode code);

/* The list with one line more; ends the process when memory is out. */
struct curl_slist *transfer_list_add(struct curl_slist *list, const char *line);

/* curl's verdict in our words, as ERROR_SOURCE, or ERROR_CONFIG when the file of CAs cannot be
 * read. The texts have no part of what was sent. */
int transfer_explain(CURLcode code, const char *detail, struct error *err);

#endif
