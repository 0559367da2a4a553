"""Components, locations, uploads and downloads."""

import json
import struct
import urllib.request
import zlib
from urllib.error import HTTPError

import ftrack_api
from ftrack_api.exception import ComponentNotInLocationError, ServerError

from studio import raises, wait_until


def picture(width, height):
    """Return a red PNG."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\x00" + b"\xc0\x20\x20" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def download(url):
    with urllib.request.urlopen(url) as response:
        return response.read()


def server_location(studio):
    return studio.session.get("Location", ftrack_api.symbol.SERVER_LOCATION_ID)


def check_file_component(studio):
    path = studio.write_file("a.txt", b"x")
    component = studio.session.create_component(path, {"name": "main"}, location=None)
    studio.session.commit()
    found = studio.reread(component)
    assert (found["system_type"], found["file_type"], found["size"]) == ("file", ".txt", 1)


def check_sequence_component(studio):
    path = studio.write_file("img.0001.png", b"x").replace("0001", "%04d")
    component = studio.session.create_component(path + " [1-3]", location=None)
    studio.session.commit()
    found = studio.reread(component)
    assert found["padding"] == 4
    assert sorted(member["name"] for member in found["members"]) == ["0001", "0002", "0003"]


def check_container_component(studio):
    session = studio.session
    container = session.create("ContainerComponent", {"name": "parts"})
    member = session.create_component(studio.write_file("part.txt", b"x"), {"name": "part"}, location=None)
    container["members"].append(member)
    session.commit()
    assert [row["id"] for row in studio.reread(container)["members"]] == [member["id"]]


def check_upload_and_download_through_the_server_location(studio):
    location = server_location(studio)
    component = studio.session.create_component(studio.write_file("up.txt", b"content"), location=location)
    assert location.get_component_availability(component) == 100.0
    assert location.get_resource_identifier(component) == component["id"]
    assert download(location.get_url(component)) == b"content"
    data = location.accessor.open(component["id"])
    assert data.read() == b"content"
    location.remove_component(component)
    raises(ComponentNotInLocationError, lambda: location.get_url(component))
    raises(HTTPError, lambda: download("%s/component/get?id=%s" % (studio.url, component["id"])))
    assert location.get_component_availability(component) == 0.0


def check_version_with_components(studio):
    version = studio.create_version()
    version.create_component(studio.write_file("v.txt", b"v"), {"name": "main"}, location=server_location(studio))
    studio.session.commit()
    components = studio.reread(version)["components"]
    assert [component["name"] for component in components] == ["main"]
    located = 'AssetVersion where components any (component_locations.location.name is "ftrack.server") and id is "%s"'
    assert studio.session.query(located % version["id"]).one() is version


def check_components_in_a_location_of_ones_own(studio):
    session = studio.session
    location = session.ensure("Location", {"name": "test.location"})
    ftrack_api.mixin(location, ftrack_api.entity.location.UnmanagedLocationMixin)
    location.accessor = ftrack_api.accessor.disk.DiskAccessor(prefix="")
    location.structure = ftrack_api.structure.origin.OriginStructure()
    component = session.create_component(studio.write_file("own.txt", b"own"), location=location)
    session.commit()
    assert location.get_filesystem_path(component).endswith("own.txt")
    availability = session.get_component_availability(component)
    assert availability[location["id"]] == 100.0


def check_thumbnail_in_the_asked_size(studio):
    task = studio.create("Task")
    component = task.create_thumbnail(studio.write_file("thumb.png", picture(640, 320)))
    url = studio.reread(task)["thumbnail_url"]["url"]
    small = download(server_location(studio).get_thumbnail_url(component, size=100))
    assert struct.unpack(">II", small[16:24]) == (100, 50)
    assert struct.unpack(">II", download(url)[16:24]) == (300, 150)
    without = studio.reread(studio.create("Task"))["thumbnail_url"]["url"]
    assert download(without).startswith(b"\x89PNG")


def check_encoding_of_a_picture(studio):
    version = studio.create_version()
    job = version.encode_media(studio.write_file("frame.png", picture(64, 64)))
    data = json.loads(job["data"])
    assert data["source_component_id"] and data["keep_original"] is False
    assert [output["format"] for output in data["output"]] == ["image/jpeg"]
    wait_until(lambda: studio.reread(job)["status"] == "done")
    found = studio.reread(version)
    assert [component["name"] for component in found["components"]] == ["ftrackreview-image"]
    assert json.loads(found["components"][0]["metadata"]["ftr_meta"]) == {"format": "image"}
    assert found["thumbnail_id"] == data["output"][0]["component_id"]
    job_components = studio.reread(job)["job_components"]
    assert [row["component_id"] for row in job_components] == [data["output"][0]["component_id"]]


def check_encoding_of_a_film_keeps_its_component(studio):
    version = studio.create_version()
    component = version.create_component(
        studio.write_file("film.mov", b"film"), {"name": "film"}, location=server_location(studio)
    )
    studio.session.commit()
    job = version.encode_media(component)
    wait_until(lambda: studio.reread(job)["status"] == "done")
    names = [row["name"] for row in studio.reread(version)["components"]]
    assert names == ["film", "ftrackreview-mp4", "thumbnail"], names


def check_upload_that_is_not_what_was_told_is_refused(studio):
    metadata = studio.session.get_upload_metadata(
        component_id="broken", file_name="a.txt", file_size=1, checksum="AAAA"
    )
    request = urllib.request.Request(metadata["url"], data=b"x", headers=metadata["headers"], method="PUT")
    raises(HTTPError, lambda: urllib.request.urlopen(request))
    raises(ServerError, lambda: studio.session.call([{"action": "get_upload_metadata"}]))
