"""Reads answers with the code of openapi-python-client. Arguments: address, token."""

import sys

from generated import AuthenticatedClient
from generated.api.credentials import credentials_issue, credentials_list
from generated.models import CourseRunKeyAnswer, IssueCredentialBody, ProgramKeyAnswer

address, token = sys.argv[1:]
client = AuthenticatedClient(base_url=address, token=token, prefix="JWT", raise_on_unexpected_status=True)

page = credentials_list.sync(client=client, username="demo_ada")
kinds = {type(item.credential) for item in page.results}
assert kinds == {ProgramKeyAnswer, CourseRunKeyAnswer}, kinds

program = {"program_uuid": "de0e0000-0000-4000-8000-000000000001"}
body = IssueCredentialBody.from_dict({"username": "", "credential": program})
refused = credentials_issue.sync(client=client, body=body)
assert refused.additional_properties, refused

print(len(page.results) + 1)
