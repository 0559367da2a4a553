"""Entity lists and their items."""

import ayon_api
from studio import PROJECT


def make_version(name: str, number: int = 1) -> str:
    folder_id = ayon_api.create_folder(PROJECT, name, folder_type="Asset")
    product_id = ayon_api.create_product(PROJECT, "renderMain", "render", folder_id)
    return ayon_api.create_version(PROJECT, number, product_id)


def check_list_is_made_read_changed_and_deleted():
    version_id = make_version("listed")
    list_id = ayon_api.create_entity_list(
        PROJECT, "version", "Dailies", tags=["a"], data={"cut": 1}, items=[{"entityId": version_id}]
    )
    found = ayon_api.get_entity_list_by_id(PROJECT, list_id)
    assert (found["label"], found["entityType"], found["count"]) == ("Dailies", "version", 1)
    assert found["data"]["cut"] == 1
    assert found["attributes"] == []
    assert [item["entityId"] for item in ayon_api.get_entity_list_rest(PROJECT, list_id)["items"]] == [version_id]

    ayon_api.update_entity_list(PROJECT, list_id, label="Weeklies", active=False)
    assert list_id in [item["id"] for item in ayon_api.get_entity_lists(PROJECT, active=False)]
    assert list_id not in [item["id"] for item in ayon_api.get_entity_lists(PROJECT, active=True)]

    ayon_api.delete_entity_list(PROJECT, list_id)
    assert ayon_api.get_entity_list_by_id(PROJECT, list_id) is None


def check_items_are_added_moved_and_removed():
    versions = [make_version(f"item_{index}") for index in range(3)]
    list_id = ayon_api.create_entity_list(PROJECT, "version", "Items")
    items = [ayon_api.create_entity_list_item(PROJECT, list_id, version_id) for version_id in versions]
    ayon_api.update_entity_list_item(PROJECT, list_id, items[2], position=0)
    ayon_api.delete_entity_list_item(PROJECT, list_id, items[0])
    found = ayon_api.get_entity_list_by_id(PROJECT, list_id, fields={"id", "items"})
    assert [item["entityId"] for item in found["items"]] == [versions[2], versions[1]]
    ayon_api.update_entity_list_items(PROJECT, list_id, [{"entityId": versions[0]}], "replace")
    found = ayon_api.get_entity_list_by_id(PROJECT, list_id, fields={"id", "items.entityId"})
    assert [item["entityId"] for item in found["items"]] == [versions[0]]


def check_attributes_of_a_list_are_kept():
    list_id = ayon_api.create_entity_list(PROJECT, "folder", "With attributes")
    wanted = [{"name": "cut", "data": {"type": "integer", "title": "Cut"}}]
    ayon_api.set_entity_list_attribute_definitions(PROJECT, list_id, wanted)
    assert ayon_api.get_entity_list_attribute_definitions(PROJECT, list_id) == wanted
    assert ayon_api.get_entity_list_by_id(PROJECT, list_id)["attributes"] == wanted


def check_items_of_two_types_are_refused_in_one_query():
    ayon_api.create_entity_list(PROJECT, "version", "Of versions")
    ayon_api.create_entity_list(PROJECT, "folder", "Of folders")
    query = "query($p: String!){project(name: $p){entityLists(first: 9){edges{node{id items{edges{id}}}}}}}"
    answer = ayon_api.query_graphql(query, {"p": PROJECT})
    assert "multiple entity types" in answer.errors[0]["message"]
    assert len({found["entityType"] for found in ayon_api.get_entity_lists(PROJECT, fields={"entityType", "items"})}) == 2
