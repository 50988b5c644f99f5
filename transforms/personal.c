/*
 * The words and forms that tell of a person.
 *
 * Tags are compared without case, signs and accents, because one system writes HO_TEN and the next
 * HoTen; most are looked for anywhere in the tag (HoTenNguoiNop), short ones must be all of it.
 */
#include "transforms/personal.h"

#include <regex.h>
#include <stdbool.h>
#include <string.h>

#include "transforms/pattern.h"

enum { NAME_MOST = 64, PHONE_DIGITS = 10, IDENTITY_DIGITS = 12 };

enum place { ANYWHERE, WHOLE };

struct word {
    const char *text;
    enum place place;
    const struct personal *personal;
};

static const struct personal identity = {"an identity number", "hash"};
static const struct personal insured = {"an insurance number", "hash"};
static const struct personal taxed = {"a tax number, which may be a person's", "hash"};
static const struct personal full_name = {"a person's name", "drop"};
static const struct personal person = {"tells who a person is", "drop"};
static const struct personal telephone = {"a telephone number", "drop"};
static const struct personal mail = {"an e-mail address", "drop"};
static const struct personal address = {"a person's address", "drop"};
static const struct personal birth = {"a date or place of birth", "drop"};
static const struct personal origin = {"a person's origin or faith", "drop"};
static const struct personal health = {"tells about a person's health", "drop"};
static const struct personal account = {"a bank account", "drop"};

static const struct word words[] = {
    {"sodinhdanh", ANYWHERE, &identity},
    {"cccd", ANYWHERE, &identity},
    {"cmnd", ANYWHERE, &identity},
    {"cancuoc", ANYWHERE, &identity},
    {"chungminh", ANYWHERE, &identity},
    {"hochieu", ANYWHERE, &identity},
    {"sogiayto", ANYWHERE, &identity},
    {"socmt", ANYWHERE, &identity},
    {"thebhyt", ANYWHERE, &insured},
    {"sobhxh", ANYWHERE, &insured},
    {"masothue", ANYWHERE, &taxed},
    {"mst", WHOLE, &taxed},
    {"hoten", ANYWHERE, &full_name},
    {"hovaten", ANYWHERE, &full_name},
    {"tencha", WHOLE, &full_name},
    {"tenme", WHOLE, &full_name},
    {"tenvo", WHOLE, &full_name},
    {"tenchong", WHOLE, &full_name},
    {"fullname", ANYWHERE, &full_name},
    {"citizenname", ANYWHERE, &full_name},
    {"membername", ANYWHERE, &full_name},
    {"legalname", ANYWHERE, &full_name},
    {"ownername", ANYWHERE, &full_name},
    {"tenchu", WHOLE, &full_name},
    {"chuhoso", ANYWHERE, &person},
    {"nguoinop", ANYWHERE, &person},
    {"nguoiyeucau", ANYWHERE, &person},
    {"nguoilienhe", ANYWHERE, &person},
    {"nguoinhan", ANYWHERE, &person},
    {"nguoidanhgia", ANYWHERE, &person},
    {"nguoidaidien", ANYWHERE, &person},
    {"nguoithan", ANYWHERE, &person},
    {"mabn", WHOLE, &person},
    {"mabenhnhan", ANYWHERE, &person},
    {"madoituong", WHOLE, &person},
    {"dienthoai", ANYWHERE, &telephone},
    {"sodt", WHOLE, &telephone},
    {"sdt", WHOLE, &telephone},
    {"phone", ANYWHERE, &telephone},
    {"mobile", ANYWHERE, &telephone},
    {"fax", WHOLE, &telephone},
    {"email", ANYWHERE, &mail},
    {"thudientu", ANYWHERE, &mail},
    {"diachi", ANYWHERE, &address},
    {"thuongtru", ANYWHERE, &address},
    {"tamtru", ANYWHERE, &address},
    {"noicutru", ANYWHERE, &address},
    {"address", ANYWHERE, &address},
    {"residence", ANYWHERE, &address},
    {"ngaysinh", ANYWHERE, &birth},
    {"ngaythangnamsinh", ANYWHERE, &birth},
    {"namsinh", ANYWHERE, &birth},
    {"noisinh", ANYWHERE, &birth},
    {"birth", ANYWHERE, &birth},
    {"quequan", ANYWHERE, &origin},
    {"dantoc", ANYWHERE, &origin},
    {"tongiao", ANYWHERE, &origin},
    {"chandoan", ANYWHERE, &health},
    {"mabenh", ANYWHERE, &health},
    {"tenbenh", ANYWHERE, &health},
    {"sotaikhoan", ANYWHERE, &account},
};

/* Keeps small letters and digits; capitals become small, all else is left out. */
static void squeeze(const char *name, char out[NAME_MOST])
{
    size_t size = 0;

    for (; *name != '\0' && size + 1 < NAME_MOST; name++) {
        if (*name >= 'A' && *name <= 'Z')
            out[size++] = (char)(*name - 'A' + 'a');
        else if ((*name >= 'a' && *name <= 'z') || (*name >= '0' && *name <= '9'))
            out[size++] = *name;
    }
    out[size] = '\0';
}

const struct personal *personal_name(const char *name)
{
    char tag[NAME_MOST];
    size_t i;

    squeeze(name, tag);
    for (i = 0; i < sizeof words / sizeof words[0]; i++)
        if (words[i].place == WHOLE ? strcmp(tag, words[i].text) == 0
                                    : strstr(tag, words[i].text) != NULL)
            return words[i].personal;
    return NULL;
}

static size_t count_digits(const char *text, size_t size)
{
    size_t count = 0;

    while (count < size && text[count] >= '0' && text[count] <= '9')
        count++;
    return count;
}

static bool is_mail(const char *text, size_t size)
{
    const char *at = memchr(text, '@', size);

    return at != NULL && at != text && memchr(text, ' ', size) == NULL &&
           memchr(at, '.', size - (size_t)(at - text)) != NULL;
}

const struct personal *personal_value(const char *text, size_t size)
{
    size_t digits;

    if (size > 3 && memcmp(text, "+84", 3) == 0 && count_digits(text + 1, size - 1) == size - 1)
        return &telephone;
    digits = count_digits(text, size);
    if (digits == size && size == PHONE_DIGITS && text[0] == '0')
        return &telephone;
    /* Identity numbers begin with a province's code below 100, so times of 12 digits are none. */
    if (digits == size && size == IDENTITY_DIGITS && text[0] == '0')
        return &identity;
    return size > 0 && is_mail(text, size) ? &mail : NULL;
}

/* True when the first group of the expression takes all of the text. */
static bool takes(const regex_t *pattern, const char *text)
{
    regmatch_t groups[2];

    return pattern_matches(pattern, text, groups, 2) && groups[1].rm_so == 0 &&
           (size_t)groups[1].rm_eo == strlen(text);
}

const struct personal *personal_pattern(const char *expression)
{
    const struct personal *found = NULL;
    regex_t pattern;

    if (regcomp(&pattern, expression, REG_EXTENDED) != 0)
        return NULL;
    if (pattern.re_nsub > 0 && !takes(&pattern, "abcdefghijkl")) {
        if (takes(&pattern, "001299000001") && !takes(&pattern, "00129900000100"))
            found = &identity;
        else if (takes(&pattern, "0900000001") && !takes(&pattern, "090000000100"))
            found = &telephone;
    }
    regfree(&pattern);
    return found;
}
