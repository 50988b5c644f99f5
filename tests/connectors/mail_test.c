/* A mail is seven bits and short lines whatever is said in it, and takes no orders from its texts.
 */
#include "connectors/mail.h"

#include "connectors/smtp.h"
#include "core/buffer.h"
#include "tests/support/check.h"

enum { LINE_MOST = 76 };

static const char *recipients[] = {"lan@sotttt.example", "truc@sotttt.example"};

static struct mail mail_of(const char *subject, const char *text)
{
    return (struct mail){.from = "nhip@so.example",
                         .to = recipients,
                         .to_count = 2,
                         .subject = subject,
                         .text = text,
                         .id = "1-2",
                         .at = INT64_C(1795215601) * 1000000};
}

static void a_mail_has_its_headers_and_its_text(void **state)
{
    struct buffer message = {0};
    struct mail mail = mail_of("nhip: test", "one\n\ntwo\n");

    (void)state;
    mail_format(&mail, &message);
    assert_string_equal(buffer_string(&message), "Date: Sat, 21 Nov 2026 06:00:01 +0700\r\n"
                                                 "From: nhip@so.example\r\n"
                                                 "To: lan@sotttt.example,\r\n"
                                                 " truc@sotttt.example\r\n"
                                                 "Subject: nhip: test\r\n"
                                                 "Message-ID: <1-2@so.example>\r\n"
                                                 "Auto-Submitted: auto-generated\r\n"
                                                 "MIME-Version: 1.0\r\n"
                                                 "Content-Type: text/plain; charset=UTF-8\r\n"
                                                 "Content-Transfer-Encoding: quoted-printable\r\n"
                                                 "\r\n"
                                                 "one\r\n"
                                                 "\r\n"
                                                 "two\r\n");
    buffer_free(&message);
}

/* The message, after seeing that each line is short and plain. */
static const char *formatted(const struct mail *mail, struct buffer *message)
{
    const char *line;

    mail_format(mail, message);
    for (line = buffer_string(message); *line != '\0'; line += strcspn(line, "\n") + 1) {
        const char *end = strchr(line, '\n');

        assert_non_null(end);
        assert_int_equal(end[-1], '\r');
        assert_in_range(end - line - 1, 0, LINE_MOST);
        for (const char *byte = line; byte < end - 1; byte++)
            assert_in_range((unsigned char)*byte, ' ', '~');
    }
    return message->data;
}

static void a_vietnamese_subject_is_encoded_in_whole_characters(void **state)
{
    struct buffer message = {0};
    struct mail mail = mail_of("Nhịp: lô bị lỗi (failure): dvcqg, bảo hiểm y tế", "");

    (void)state;
    CHECK_HAS(formatted(&mail, &message),
              "Subject: =?UTF-8?Q?Nh=E1=BB=8Bp=3A_l=C3=B4_b=E1=BB=8B_l=E1=BB=97i_=28failu?=\r\n"
              " =?UTF-8?Q?re=29=3A_dvcqg=2C_b=E1=BA=A3o_hi=E1=BB=83m_y_t=E1=BA=BF?=\r\n");
    buffer_free(&message);
}

static void a_subject_cannot_become_a_header(void **state)
{
    struct buffer message = {0};
    struct mail mail = mail_of("a\r\nBcc: x@y.example", "");

    (void)state;
    CHECK_HAS(formatted(&mail, &message), "Subject: =?UTF-8?Q?a=0D=0ABcc=3A_x=40y=2Eexample?=\r\n");
    buffer_free(&message);
}

static void a_subject_that_looks_encoded_is_encoded(void **state)
{
    struct buffer message = {0};
    struct mail mail = mail_of("=?UTF-8?Q?a?=", "");

    (void)state;
    CHECK_HAS(formatted(&mail, &message), "Subject: =?UTF-8?Q?=3D=3FUTF=2D8=3FQ=3Fa=3F=3D?=\r\n");
    buffer_free(&message);
}

static void long_lines_are_broken_softly_and_blanks_at_their_end_are_kept(void **state)
{
    struct buffer message = {0};
    struct mail mail = mail_of(
        "x", "ends in a blank \n1 + 1 = 2\n"
             "the quick brown fox jumps over the lazy dog, and the dog does not mind it at all\n"
             "hồ sơ\n.\nwithout an end");

    (void)state;
    CHECK_HAS(formatted(&mail, &message),
              "\r\n\r\nends in a blank=20\r\n1 + 1 =3D 2\r\n"
              "the quick brown fox jumps over the lazy dog, and the dog does not mind it a=\r\n"
              "t all\r\n"
              "h=E1=BB=93 s=C6=A1\r\n.\r\nwithout an end\r\n");
    buffer_free(&message);
}

static void only_plain_addresses_are_taken(void **state)
{
    static const char *const bad[] = {"lan",
                                      "@so.example",
                                      "lan@",
                                      "lan @so.example",
                                      "lan@so.example\r\nX: y",
                                      "<lan@so.ex>",
                                      "lan@so@example",
                                      "lan@so.example,",
                                      "\"l\"@so.example",
                                      ".lan@so.example"};
    size_t i;

    (void)state;
    assert_null(mail_address_mistake("lan.nguyen+nhip@so-tttt.haiduong.gov.vn"));
    for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (mail_address_mistake(bad[i]) == NULL)
            fail_msg("'%s' was taken for an address", bad[i]);
}

static void a_server_is_talked_to_openly_on_this_machine_only(void **state)
{
    (void)state;
    assert_null(smtp_url_mistake("smtps://mail.example", true));
    assert_null(smtp_url_mistake("smtps://mail.example:465", false));
    assert_null(smtp_url_mistake("smtp://mail.example:587", true));
    assert_null(smtp_url_mistake("smtp://127.0.0.1:25", false));
    assert_null(smtp_url_mistake("smtp://[::1]", false));
    assert_string_equal(smtp_url_mistake("smtp://mail.example", false),
                        "needs 'starttls: true', for only this machine may be talked to openly");
    assert_string_equal(smtp_url_mistake("https://mail.example", true),
                        "must begin with smtps:// or smtp://");
    assert_string_equal(smtp_url_mistake("smtps://lan:secret@mail.example", true),
                        "must not hold a user name or password; hint: use 'user' and 'secret'");
    assert_string_equal(smtp_url_mistake("", true), "is not a URL");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mail_has_its_headers_and_its_text),
        cmocka_unit_test(a_vietnamese_subject_is_encoded_in_whole_characters),
        cmocka_unit_test(a_subject_cannot_become_a_header),
        cmocka_unit_test(a_subject_that_looks_encoded_is_encoded),
        cmocka_unit_test(long_lines_are_broken_softly_and_blanks_at_their_end_are_kept),
        cmocka_unit_test(only_plain_addresses_are_taken),
        cmocka_unit_test(a_server_is_talked_to_openly_on_this_machine_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
