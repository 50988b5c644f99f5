/* The rules and the words that all transfers by libcurl have in common. */
#include "connectors/transfer.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/error.h"

enum { LOOPBACK_NETWORK = 127 };

static bool is_loopback(const char *host)
{
    struct in_addr address;

    if (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
        return true;
    return inet_pton(AF_INET, host, &address) == 1 &&
           ntohl(address.s_addr) >> 24 == LOOPBACK_NETWORK;
}

/* Copies one part of the URL; leaves "" when there is none or it has no room. */
static void take_part(CURLU *url, CURLUPart part, char *text, size_t size)
{
    char *found = NULL;

    text[0] = '\0';
    if (curl_url_get(url, part, &found, 0) != CURLUE_OK)
        return;
    if (strlen(found) < size)
        snprintf(text, size, "%s", found);
    curl_free(found);
}

static bool has_part(CURLU *url, CURLUPart part)
{
    char *found = NULL;
    bool has = curl_url_get(url, part, &found, 0) == CURLUE_OK;

    curl_free(found);
    return has;
}

int url_facts_read(const char *url, struct url_facts *facts)
{
    CURLU *parsed = curl_url();
    int result = -1;

    if (parsed == NULL)
        error_out_of_memory();
    if (curl_url_set(parsed, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK) {
        take_part(parsed, CURLUPART_SCHEME, facts->scheme, sizeof facts->scheme);
        take_part(parsed, CURLUPART_HOST, facts->host, sizeof facts->host);
        facts->has_user = has_part(parsed, CURLUPART_USER) || has_part(parsed, CURLUPART_PASSWORD);
        facts->is_loopback = is_loopback(facts->host);
        result = 0;
    }
    curl_url_cleanup(parsed);
    return result;
}

CURL *transfer_open(void)
{
    CURL *curl = curl_easy_init();

    if (curl == NULL)
        error_out_of_memory();
    return curl;
}

void transfer_must(CURLcode code)
{
    if (code != CURLE_OK)
        error_out_of_memory();
}

void transfer_set_rules(CURL *curl, const char *ca, const char *proxy, char *detail)
{
    detail[0] = '\0';
    curl_easy_reset(curl);
    transfer_must(curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail));
    transfer_must(curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L));
    transfer_must(curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L));
    if (ca != NULL) {
        transfer_must(curl_easy_setopt(curl, CURLOPT_CAINFO, ca));
        transfer_must(curl_easy_setopt(curl, CURLOPT_CAPATH, NULL));
    }
    transfer_must(curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED));
    transfer_must(curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L));
    /* An empty text also keeps curl from asking the environment. */
    transfer_must(curl_easy_setopt(curl, CURLOPT_PROXY, proxy == NULL ? "" : proxy));
    transfer_must(curl_easy_setopt(curl, CURLOPT_NOPROXY, ""));
}

struct curl_slist *transfer_list_add(struct curl_slist *list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(list, line);

    if (longer == NULL)
        error_out_of_memory();
    return longer;
}

int transfer_explain(CURLcode code, const char *detail, struct error *err)
{
    switch (code) {
    case CURLE_OUT_OF_MEMORY:
        error_out_of_memory();
    case CURLE_COULDNT_RESOLVE_HOST:
        return error_set(err, ERROR_SOURCE, "the far end's name is not known");
    case CURLE_COULDNT_CONNECT:
        return error_set(err, ERROR_SOURCE, "the far end does not take connections");
    case CURLE_OPERATION_TIMEDOUT:
        return error_set(err, ERROR_SOURCE, "the far end is too slow");
    case CURLE_GOT_NOTHING:
        return error_set(err, ERROR_SOURCE, "the far end closed the connection without an answer");
    case CURLE_PARTIAL_FILE:
        return error_set(err, ERROR_SOURCE, "the reply is cut short");
    case CURLE_SSL_CACERT_BADFILE:
        return error_set(err, ERROR_CONFIG, "the file of CAs cannot be read as PEM");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
        return error_set(err, ERROR_SOURCE, "no safe connection: %s",
                         detail[0] != '\0' ? detail : curl_easy_strerror(code));
    default:
        return error_set(err, ERROR_SOURCE, "the transfer failed: %s", curl_easy_strerror(code));
    }
}
