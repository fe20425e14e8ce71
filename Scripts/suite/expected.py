"""The skips that are no surprise."""


class BadLine(Exception):
    """A line of the file that says nothing."""


def read(text, name="expected-skips.txt"):
    """Reads `TARGET | test | why` on each line; `*` for the test allows all of the target's. `#` begins a comment."""
    expected = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = [field.strip() for field in line.split(" | ")]
        if len(fields) != 3 or not all(fields):
            raise BadLine(f"{name}, line {number}: not of the form TARGET | test | why it may be skipped")
        expected[fields[0], fields[1]] = fields[2]
    return expected


def unexpected(skipped, expected):
    """Those of the skips, as target, test and reason, that the file does not allow."""
    return [
        skip
        for skip in skipped
        if (skip[0], skip[1]) not in expected and (skip[0], "*") not in expected
    ]
