/* Headers, encoded words and quoted-printable text. */
#include "connectors/mail.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "core/buffer.h"
#include "core/instant.h"
#include "core/utf8.h"

enum {
    ADDRESS_SIZE_MOST = 254, /* RFC 5321, section 4.5.3.1.3, without its brackets */
    LINE_MOST = 76,          /* RFC 2045, section 6.7 */
    WORD_MOST = 75,          /* RFC 2047, section 2 */
    PLAIN_SUBJECT_MOST = 60
};

#define SUBJECT "Subject: "
#define WORD_BEGIN "=?UTF-8?Q?"
#define WORD_END "?="

static bool is_atom(const char *text, size_t size)
{
    size_t i;

    for (i = 0; i < size; i++)
        if (!isalnum((unsigned char)text[i]) && strchr("!#$%&'*+-/=?^_`{|}~.", text[i]) == NULL)
            return false;
    return size != 0 && text[0] != '.' && text[size - 1] != '.';
}

const char *mail_address_mistake(const char *address)
{
    const char *sign = strchr(address, '@');

    if (sign == NULL || strlen(address) > ADDRESS_SIZE_MOST)
        return "is no address of the form name@domain";
    if (!is_atom(address, (size_t)(sign - address)) || !is_atom(sign + 1, strlen(sign + 1)))
        return "is no address of the form name@domain in plain letters";
    return NULL;
}

static void append_hex(struct buffer *text, char byte)
{
    buffer_print(text, "=%02X", (unsigned)(unsigned char)byte);
}

static bool is_printable(char byte)
{
    return byte > ' ' && byte < 0x7f;
}

/* A short text that needs no encoding and looks like no encoded word. */
static bool is_plain(const char *subject)
{
    const char *byte;

    for (byte = subject; *byte != '\0'; byte++)
        if (!is_printable(*byte) && *byte != ' ')
            return false;
    return byte - subject <= PLAIN_SUBJECT_MOST && strstr(subject, "=?") == NULL;
}

/* One character in an encoded word. */
static void append_in_word(struct buffer *word, const char *character, size_t size)
{
    size_t i;

    for (i = 0; i < size; i++) {
        if (character[i] == ' ')
            buffer_byte(word, '_');
        else if (isalnum((unsigned char)character[i]) && (unsigned char)character[i] < 0x80)
            buffer_byte(word, character[i]);
        else
            append_hex(word, character[i]);
    }
}

/* As many encoded words as it takes, none with a part of a character. */
static void append_words(struct buffer *message, const char *subject)
{
    struct buffer word = {0};
    size_t room = WORD_MOST - strlen(WORD_BEGIN WORD_END);
    /* The first line has the header's name where the others have a blank. */
    size_t used = strlen(SUBJECT) - 1;

    buffer_text(message, WORD_BEGIN);
    while (*subject != '\0') {
        size_t size = utf8_length(subject, strlen(subject));

        size = size == 0 ? 1 : size;
        buffer_clear(&word);
        append_in_word(&word, subject, size);
        if (used + word.size > room) {
            buffer_text(message, WORD_END "\r\n " WORD_BEGIN);
            used = 0;
        }
        buffer_append(message, word.data, word.size);
        used += word.size;
        subject += size;
    }
    buffer_text(message, WORD_END);
    buffer_free(&word);
}

static void append_subject(struct buffer *message, const char *subject)
{
    buffer_text(message, SUBJECT);
    if (is_plain(subject))
        buffer_text(message, subject);
    else
        append_words(message, subject);
    buffer_text(message, "\r\n");
}

/* "Sat, 21 Nov 2026 06:00:01 +0700" */
static void append_date(struct buffer *message, int64_t at)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    const int64_t local = at / MICROSECONDS_PER_SECOND + VIETNAM_OFFSET_SECONDS;
    struct civil civil = civil_from_instant(at, VIETNAM_OFFSET_SECONDS);

    /* 1970 began on a Thursday. */
    buffer_print(message, "Date: %s, %d %s %04d %02d:%02d:%02d +0700\r\n",
                 days[local / SECONDS_PER_DAY % 7], civil.day, months[civil.month - 1], civil.year,
                 civil.hour, civil.minute, civil.second);
}

static void append_recipients(struct buffer *message, const struct mail *mail)
{
    size_t i;

    buffer_text(message, "To: ");
    for (i = 0; i < mail->to_count; i++)
        buffer_print(message, "%s%s", i == 0 ? "" : ",\r\n ", mail->to[i]);
    buffer_text(message, "\r\n");
}

/* One line as quoted-printable, broken softly where it is too long. */
static void append_line(struct buffer *message, const char *line, size_t size)
{
    struct buffer piece = {0};
    size_t used = 0, i;

    for (i = 0; i < size; i++) {
        bool is_blank = (line[i] == ' ' || line[i] == '\t') && i + 1 < size;

        buffer_clear(&piece);
        if (is_blank || (is_printable(line[i]) && line[i] != '='))
            buffer_byte(&piece, line[i]);
        else
            append_hex(&piece, line[i]);
        if (used + piece.size > LINE_MOST - 1) {
            buffer_text(message, "=\r\n");
            used = 0;
        }
        buffer_append(message, piece.data, piece.size);
        used += piece.size;
    }
    buffer_text(message, "\r\n");
    buffer_free(&piece);
}

static void append_text(struct buffer *message, const char *text)
{
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");

        append_line(message, text, size);
        text += size + (text[size] == '\n');
    }
}

void mail_format(const struct mail *mail, struct buffer *message)
{
    append_date(message, mail->at);
    buffer_print(message, "From: %s\r\n", mail->from);
    append_recipients(message, mail);
    append_subject(message, mail->subject);
    buffer_print(message, "Message-ID: <%s%s>\r\n", mail->id, strchr(mail->from, '@'));
    buffer_text(message, "Auto-Submitted: auto-generated\r\n"
                         "MIME-Version: 1.0\r\n"
                         "Content-Type: text/plain; charset=UTF-8\r\n"
                         "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
    append_text(message, mail->text);
}
