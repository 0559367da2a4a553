"""Projects, the entity hub and bulk operations."""

import ayon_api
from ayon_api.entity_hub import EntityHub
from ayon_api.operations import OperationsSession
from studio import PROJECT, fails


def check_server_is_found():
    assert ayon_api.is_connection_created()
    assert ayon_api.get_server_version().startswith("1.16.0")
    assert ayon_api.get_user()["name"] == "service"


def check_project_is_made_from_the_anatomy():
    project = ayon_api.get_project(PROJECT)
    assert project["code"] == "py"
    assert any(item["name"] == "Shot" for item in project["folderTypes"])
    assert PROJECT in ayon_api.get_project_names()


def check_entity_hub_makes_changes_and_deletes():
    hub = EntityHub(PROJECT)
    sequence = hub.add_new_folder(name="hub_sq", folder_type="Sequence", parent_id=hub.project_name)
    shot = hub.add_new_folder(name="hub_sh", folder_type="Shot", parent_id=sequence.id)
    task = hub.add_new_task(name="anim", task_type="Animation", folder_id=shot.id)
    sequence.attribs["frameStart"] = 7
    hub.commit_changes()
    assert ayon_api.get_folder_by_path(PROJECT, "/hub_sq/hub_sh")["id"] == shot.id
    assert ayon_api.get_task_by_id(PROJECT, task.id)["taskType"] == "Animation"
    assert ayon_api.get_folder_by_id(PROJECT, shot.id)["attrib"]["frameStart"] == 7

    hub = EntityHub(PROJECT)
    hub.query_entities_from_server()
    found = hub.get_folder_by_id(shot.id)
    assert [child.name for child in found.get_children()] == ["anim"]
    found.name = "hub_renamed"
    hub.commit_changes()
    assert ayon_api.get_folder_by_path(PROJECT, "/hub_sq/hub_renamed")["id"] == shot.id
    hub.delete_entity(hub.get_task_by_id(task.id))
    hub.commit_changes()
    assert ayon_api.get_task_by_id(PROJECT, task.id) is None


def check_operations_session_commits_a_batch():
    session = OperationsSession()
    folder = session.create_folder(PROJECT, "ops", folder_type="Asset")
    folder_id = folder.entity_id
    product = session.create_product(PROJECT, "modelMain", "model", folder_id)
    product_id = product.entity_id
    version = session.create_version(PROJECT, 1, product_id)
    version_id = version.entity_id
    session.create_representation(PROJECT, "ma", version_id)
    session.commit()
    assert ayon_api.get_last_version_by_product_name(PROJECT, "modelMain", folder_id)["id"] == version_id
    assert [found["name"] for found in ayon_api.get_representations(PROJECT, version_ids=[version_id])] == ["ma"]


def check_a_refused_batch_raises():
    session = OperationsSession()
    session.update_entity(PROJECT, "folder", "f" * 32, {"label": "x"})
    fails(session.commit)


def check_pages_are_read_to_the_end():
    session = OperationsSession()
    parent = session.create_folder(PROJECT, "many", folder_type="Folder").entity_id
    for number in range(650):
        session.create_folder(PROJECT, f"f{number}", folder_type="Folder", parent_id=parent)
    session.commit()
    found = list(ayon_api.get_folders(PROJECT, parent_ids=[parent], fields={"id"}))
    assert len({folder["id"] for folder in found}) == 650


def check_links_are_made_and_read():
    folders = [ayon_api.create_folder(PROJECT, name, folder_type="Folder") for name in ("link_a", "link_b")]
    ayon_api.create_link_type(PROJECT, "relates", "folder", "folder")
    ayon_api.create_link(PROJECT, "relates", folders[0], "folder", folders[1], "folder")
    links = ayon_api.get_folder_links(PROJECT, folders[0])
    assert [link["entityId"] for link in links] == [folders[1]]
