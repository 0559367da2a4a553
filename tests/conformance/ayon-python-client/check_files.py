"""Thumbnails, files, activities."""

import os
import tempfile
import zlib

import ayon_api
from studio import PROJECT


def picture() -> str:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = (2).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    rows = (b"\0" + b"\xff\0\0" * 2) * 2
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    path = os.path.join(tempfile.mkdtemp(), "picture.png")
    with open(path, "wb") as stream:
        stream.write(content)
    return path


def check_thumbnail_is_made_and_read():
    folder_id = ayon_api.create_folder(PROJECT, "with_picture", folder_type="Asset")
    source = picture()
    thumbnail_id = ayon_api.create_thumbnail(PROJECT, source)
    ayon_api.update_folder(PROJECT, folder_id, thumbnail_id=thumbnail_id)
    found = ayon_api.get_folder_thumbnail(PROJECT, folder_id)
    with open(source, "rb") as stream:
        assert found.content == stream.read()


def check_reviewable_is_uploaded():
    folder_id = ayon_api.create_folder(PROJECT, "reviewed", folder_type="Asset")
    product_id = ayon_api.create_product(PROJECT, "renderMain", "render", folder_id)
    version_id = ayon_api.create_version(PROJECT, 1, product_id)
    ayon_api.upload_reviewable(PROJECT, version_id, picture(), label="Look")
    found = ayon_api.get(f"projects/{PROJECT}/versions/{version_id}/reviewables")
    assert [item["label"] for item in found.data["reviewables"]] == ["Look"]


def check_comments_are_written_and_read():
    folder_id = ayon_api.create_folder(PROJECT, "discussed", folder_type="Asset")
    ayon_api.create_activity(PROJECT, folder_id, "folder", "comment", body="Hello")
    found = list(ayon_api.get_activities(PROJECT, entity_ids=[folder_id], activity_types={"comment"}))
    assert [activity["body"] for activity in found] == ["Hello"]
