# Reads C files and prints what breaks the order of the house; scripts/layers calls it.
#
# The environment says the order: ROOMS, GATEWAYS (a header's beginning, then who may include it)
# and BANNED (a function, then what to call instead).  Functions are found by their braces in the
# first column, as the formatter sets them.

BEGIN {
    LONGEST = 60
    split(ENVIRON["ROOMS"], list, " ")
    for (i in list)
        is_room[list[i]] = 1
    read_table(ENVIRON["GATEWAYS"], gateway)
    read_table(ENVIRON["BANNED"], instead)
    STRING_OR_COMMENT = "\"([^\"\\\\]|\\\\.)*\"|'([^'\\\\]|\\\\.)*'|/\\*|//"
}

# Fills table[first word] = rest of the line.
function read_table(text, table,    lines, i, word) {
    split(text, lines, "\n")
    for (i in lines) {
        word = lines[i]
        sub(/ .*/, "", word)
        sub(/^[^ ]+ */, "", lines[i])
        if (word != "")
            table[word] = lines[i]
    }
}

function breach(line, what, hint) {
    printf "%s:%d: %s; hint: %s\n", FILENAME, line, what, hint
    breaches++
}

# Whether a file of this room, or of this folder of tests, may include a header of that room.
function may_see(room, folder, other) {
    if (other == "core" || other == (room == "tests" ? folder : room))
        return 1
    if (room == "batch" || folder == "support")
        return other != "cli"
    if (room == "cli")
        return other == "batch"
    if (folder == "fuzz")
        return other == "transforms"
    return folder == "batch" || folder == "cli" || folder == "flow" || folder == "proof"
}

# Blanks out literals and comments; a comment may reach into the next lines.
function code_of(text,    rest, code, token) {
    rest = text
    code = ""
    for (;;) {
        if (in_comment) {
            if (!match(rest, /\*\//))
                return code
            in_comment = 0
            rest = substr(rest, RSTART + 2)
        }
        if (!match(rest, STRING_OR_COMMENT))
            return code rest
        token = substr(rest, RSTART, RLENGTH)
        code = code substr(rest, 1, RSTART - 1) " "
        rest = substr(rest, RSTART + RLENGTH)
        if (token == "//")
            return code
        in_comment = token == "/*"
    }
}

function check_layer(header,    other) {
    other = header
    sub(/\/.*/, "", other)
    if (other == header) {
        if (room != "tests")
            breach(FNR, "\"" header "\" does not name its room", "write \"" room "/" header "\"")
    } else if (other == "tests") {
        if (room != "tests" || header !~ ("^tests/(" folder "|support)/"))
            breach(FNR, place " may not see " header, "share test code through tests/support/")
    } else if (!is_room[other]) {
        breach(FNR, "\"" header "\" is in no room", "only rooms hold headers")
    } else if (!may_see(room, folder, other)) {
        breach(FNR, place " may not see " other "/",
               "cli -> batch -> the middle rooms -> core; pass it in through batch/ or move it to core/")
    }
}

function check_gateway(header,    start, allowed, n, i) {
    for (start in gateway) {
        if (index(header, start) != 1)
            continue
        n = split(gateway[start], allowed, " ")
        for (i = 1; i <= n; i++)
            if (allowed[i] == FILENAME || (allowed[i] ~ /\/$/ && index(FILENAME, allowed[i]) == 1))
                return
        breach(FNR, "<" header "> is included outside its gateway",
               n ? "only here: " gateway[start] : "it has no gateway yet; scripts/layers lists them")
    }
}

function check_calls(code,    name) {
    while (match(code, /[A-Za-z_][A-Za-z_0-9]*[ ]*\(/)) {
        name = substr(code, RSTART, RLENGTH - 1)
        sub(/ +$/, "", name)
        if (name in instead)
            breach(FNR, name " is banned", "use " instead[name])
        code = substr(code, RSTART + RLENGTH)
    }
}

function check_length(    lines, name) {
    lines = FNR - function_line + 1
    if (lines <= LONGEST)
        return
    match(function_head, /[A-Za-z_][A-Za-z_0-9]*\(/)
    name = substr(function_head, RSTART, RLENGTH - 1)
    breach(function_line, name " is " lines " lines long, at most " LONGEST " are allowed",
           "give its parts names of their own")
}

FNR == 1 {
    n = split(FILENAME, path, "/")
    room = path[1]
    folder = room == "tests" && n > 2 ? path[2] : ""
    place = folder == "" ? room "/" : "tests/" folder "/"
    in_comment = inside = 0
}

!in_comment && /^[ \t]*#[ \t]*include[ \t]*["<]/ {
    header = $0
    sub(/^[^"<]*["<]/, "", header)
    sub(/[">].*/, "", header)
    if ($0 ~ /include[ \t]*"/)
        check_layer(header)
    else
        check_gateway(header)
    next
}

{
    code = code_of($0)
    check_calls(code)
}

/^[A-Za-z_].*\(/ && !inside {
    function_line = FNR
    function_head = $0
}

/^\{/ {
    inside = 1
}

/^\}/ && inside {
    check_length()
    inside = 0
}

END {
    exit breaches > 0
}
