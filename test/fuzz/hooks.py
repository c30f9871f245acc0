"""The exclusions of `npm run test:fuzz`: refusals of good data that no schema can announce. Each has its reason.

docs/testing.md lists them. There are at most five: a further one is a fault of the service or of openapi.json.
"""

import re

import schemathesis
from schemathesis.specs.openapi import checks


class Exclusion:
    def __init__(self, reason, operations, words):
        self.reason = reason
        self.operations = re.compile(operations)
        self.words = re.compile(words)


EXCLUSIONS = [
    Exclusion(
        "A body may name what is not stored, take a key that is, or name an attribute twice: no schema knows.",
        r"^(POST /api/v2/(credentials|grades)/|(PUT|PATCH) /api/v2/grades/|PUT /api/v2/admin/)",
        r"exist|in the catalog|[Nn]o .* has (this|the) uuid|[Bb]elongs to|unknown|[Nn]ot an attribute|already|"
        r"duplicated|unique|must make a unique set|not allowed|not a group|No (course run|group|user)",
    ),
    Exclusion(
        "Version 1 lists credentials of a learner or a program. OpenAPI has no rule over two parameters.",
        r"^GET /api/v1/credentials/$",
        r"A username query string parameter is required",
    ),
    Exclusion(
        "The body repeats the key of the address, or leaves the learner to it. OpenAPI has no rule over both.",
        r"^((PUT|PATCH) /api/v2/course_certificates/|DELETE /records/programs/.*/share/$)",
        r"course_id|username",
    ),
    Exclusion(
        "The body is an image. JSON Schema has no words for the content of a file.",
        r"^PUT /api/v2/admin/program_certificates/.*/image/$",
        r"body|image|SVG|PNG|JPEG",
    ),
    Exclusion(
        "A part of a mail template has a syntax of its own.",
        r"^(PUT|POST) /api/v2/admin/completion_mail_templates/",
        r"subject|text|html|template",
    ),
]


def is_excluded(operation, response):
    return response.status_code == 400 and any(
        exclusion.operations.search(operation) and exclusion.words.search(response.text) for exclusion in EXCLUSIONS
    )


@schemathesis.check
def positive_data_acceptance_but_for_exclusions(ctx, response, case):
    """The check `positive_data_acceptance`, without the exclusions."""
    if is_excluded(case.operation.label, response):
        return None
    return checks.positive_data_acceptance(ctx, response, case)
