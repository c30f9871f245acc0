"""The exclusions of `npm run test:fuzz`: refusals of good data that no schema can announce. Each has its reason and its sentences.

docs/testing.md lists them. There are at most five: a further one is a fault of the service or of openapi.json.
"""

import json
import re

import schemathesis
from schemathesis.specs.openapi import checks


class Exclusion:
    """The `sentences` are those of its own refusals, each whole and with its field, and no others."""

    def __init__(self, reason, operations, sentences):
        self.reason = reason
        self.operations = re.compile(operations)
        self.sentences = [re.compile(sentence, re.DOTALL) for sentence in sentences]

    def covers(self, operation, refusals):
        return self.operations.search(operation) and all(
            any(sentence.fullmatch(refusal) for sentence in self.sentences) for refusal in refusals
        )


EXCLUSIONS = [
    Exclusion(
        "A body may name what is not stored, take a key that is, or name an attribute twice: no schema knows.",
        r"^(POST /api/v2/(credentials|grades)/|(PUT|PATCH) /api/v2/grades/|(PUT|PATCH|POST) /api/v2/admin/)",
        [
            r"credential\.course_run_key: CourseCertificate failed to create because the CourseRun .* "
            r"doesn't exist in the catalog",
            r"credential\.course_run_key: No active CourseCertificate exists for course run \[.*\]",
            r"credential\.program_uuid: No active ProgramCertificate exists for program \[.*\]",
            r"attributes: Attribute names cannot be duplicated\.",
            r'attributes: ".*" is not an attribute of program credentials; allowed are .*\.',
            r"course_run: No CourseRun exists for key \[.*\]",
            r"non_field_errors: The fields username, course_run must make a unique set\.",
            r"course: No course has this uuid\.",
            r"course_runs: No course run has the uuid [0-9a-fA-F-]{36}\.",
            r"\w+: No (organization|course|course run|program) has this uuid\.",
            r"key: Belongs to the course run [0-9a-f-]{36}\.",
            r'groups: ".*" is not a group; there are: .*\.',
            r"expires_at: It is past\.",
            r"url: The address is refused: .*\.",
            r"into: (An account cannot be merged into itself|There is no user with this username)\.",
            r"signatories\.former_name: Nobody of this name signs the certificate\.",
            r"programs: No program has the uuid [0-9a-fA-F-]{36}\.",
            r"organizations: (No organization has|Several have) the key .*\.",
        ],
    ),
    Exclusion(
        "Version 1 lists credentials of a learner or a program, a cursor is of its list and order, and atomic is of the items. "
        "OpenAPI has no rule over two parameters, or over one and a body.",
        r"^(GET /api/v1/credentials/$|GET /api/v2/|POST /api/v2/credentials/bulk/$)",
        [
            r"detail: A username query string parameter is required for filtering user credentials\.",
            r"cursor: This is no cursor of this list in this order\. Take it from `next`, or begin again with an empty one\.",
            r"items\.[^:]+: .*",
        ],
    ),
    Exclusion(
        "The body repeats the key of the address, or leaves the learner to it. OpenAPI has no rule over both.",
        r"^((PUT|PATCH) /api/v2/course_certificates/|DELETE /records/programs/.*/share/$)",
        [
            r"course_id: A certificate cannot move to another course run\.",
            r"username: This field is required\.",
        ],
    ),
    Exclusion(
        "The body is an image. JSON Schema has no words for the content of a file.",
        r"^PUT /api/v2/admin/(.*/image|(site|organizations/.*)/logo)/$",
        [
            r"detail: The body is no (SVG|whole PNG|whole JPEG).*",
            r"detail: The body is image/\w+, not image/[\w+]+\.",
            r"detail: The PNG is not what its header says\.",
            r"detail: It is neither PNG, JPEG nor SVG\.",
            r"detail: The image must have from 1 to \d+ pixels a side\.",
            r"detail: The (SVG|transforms of the SVG) .*",
            r"detail: (A clip path|An attribute transform|The attribute .*) of the SVG .*",
        ],
    ),
    Exclusion(
        "A part of a mail template has a syntax of its own.",
        r"^(PUT|POST) /api/v2/admin/completion_mail_templates/",
        [r"(subject|text|html): Line \d+, column \d+: .*"],
    ),
]


def refusals_in(body, field=""):
    """Each sentence of the body of a 400, behind its field: `credential.program_uuid: No active …`."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield from refusals_in(value, f"{field}.{name}" if field else name)
    elif isinstance(body, list):
        for value in body:
            yield from refusals_in(value, field)
    else:
        yield f"{field}: {body}"


def without_marks(body):
    """Each error has these beside its sentences."""
    return {name: value for name, value in body.items() if name not in ("code", "request_id")} if isinstance(body, dict) else body


def is_excluded(operation, response):
    if response.status_code != 400:
        return False
    try:
        refusals = list(refusals_in(without_marks(json.loads(response.text))))
    except ValueError:
        return False
    return bool(refusals) and any(exclusion.covers(operation, refusals) for exclusion in EXCLUSIONS)


@schemathesis.check
def positive_data_acceptance_but_for_exclusions(ctx, response, case):
    """The check `positive_data_acceptance`, without the exclusions."""
    if is_excluded(case.operation.label, response):
        return None
    return checks.positive_data_acceptance(ctx, response, case)
