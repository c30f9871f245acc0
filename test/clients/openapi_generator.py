"""Reads answers with the code of openapi-generator. Arguments: address, token."""

import sys

import generated
from generated import CourseRunKeyAnswer, CredentialsApi, ProgramKeyAnswer

address, token = sys.argv[1:]
configuration = generated.Configuration(host=address, api_key={"jwt": token}, api_key_prefix={"jwt": "JWT"})
api = CredentialsApi(generated.ApiClient(configuration))

page = api.credentials_list(username="demo_ada")
kinds = {type(item.credential.actual_instance) for item in page.results}
assert kinds == {ProgramKeyAnswer, CourseRunKeyAnswer}, kinds

one = api.credentials_retrieve(str(page.results[0].uuid))
assert one.username == "demo_ada", one

print(len(page.results) + 1)
